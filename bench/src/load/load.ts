import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { FromLoad, LoadPlan, LoadReport, ToLoad } from './load.messages.js';

const SCRIPT = path.resolve(import.meta.dirname, 'load.process.js');

/** The load generator's process, as its parent sees it. One run at a time. */
export class Load {
  private readonly child: ChildProcess = fork(SCRIPT, { execArgv: [], env: {} });

  /** Resolves when the run is over and every answer has come; rejects with the reason when it could not be done. */
  run(plan: LoadPlan): Promise<LoadReport> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('the load generator ended'));
      this.child.once('exit', onExit);
      this.child.once('message', (message: FromLoad) => {
        this.child.off('exit', onExit);
        if (message.type === 'report') resolve(message.report);
        else reject(new Error(`the load generator: ${message.reason}`));
      });
      this.tell({ type: 'run', plan });
    });
  }

  /** Ends the run that goes on; its report comes as usual. */
  stop(): void {
    this.tell({ type: 'stop' });
  }

  end(): void {
    this.child.removeAllListeners();
    if (this.child.connected) this.child.disconnect();
  }

  private tell(message: ToLoad): void {
    this.child.send(message);
  }
}
