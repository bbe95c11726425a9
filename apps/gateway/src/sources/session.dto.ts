import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class SignIn {
  @ApiProperty({ description: 'A key with the scope read or admin.', example: 'argus_…' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  key!: string;
}
