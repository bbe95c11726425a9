import { HttpConnection, type RawAnswer } from './http-connection.js';
import type { RequestTemplate } from './request-template.js';

/** A connection with the requests that only it sends: their bytes are written over while no other may be reading them. */
export class Lane {
  /** When the request in flight was sent or due, by `preciseNow`; undefined when none is. */
  since: number | undefined;
  private turn = 0;
  private connection: HttpConnection | undefined;

  constructor(private readonly templates: RequestTemplate[]) {}

  async open(port: number, onAnswer: (answer: RawAnswer) => void, onFailure: (error: Error) => void): Promise<void> {
    this.connection = await HttpConnection.open(port, onAnswer, onFailure);
  }

  /** The next request's template, to be renewed and sent. */
  next(): RequestTemplate {
    const template = this.templates[this.turn++ % this.templates.length];
    if (!template) throw new RangeError('a lane without requests');
    return template;
  }

  send({ bytes }: RequestTemplate, since: number): void {
    this.since = since;
    this.connection?.send(bytes);
  }

  close(): void {
    this.connection?.close();
  }
}
