import { DCLinter } from 'dclint';

/** A finding of the linter, whose own types do not reach us. */
interface Message {
  line: number;
  rule: string;
  type: string;
  message: string;
}

/** What the Compose specification's schema and the linter's rules find wrong in a file; the order of keys is ours to choose. */
export function composeFaults(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const results = linter.lintFiles([file], false) as { messages: Message[] }[];
  const messages = results.flatMap((result) => result.messages);
  // The linter does not read `${NAME:-127.0.0.1}`; the test of the ports does.
  const real = messages.filter(({ type, rule }) => type === 'error' && rule !== 'no-unbound-port-interfaces');
  return real.map(({ line, rule, message }) => `${line} ${rule}: ${message}`);
}
