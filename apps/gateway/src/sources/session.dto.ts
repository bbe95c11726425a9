import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class SignIn {
  @ApiProperty({ description: 'A key with the scope read or admin.', example: 'argus_…' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  key!: string;
}

export class SessionAnswer {
  @ApiProperty({ description: 'Whether keys are in use: then the dashboard asks for one.', example: false })
  needs_key!: boolean;
}
