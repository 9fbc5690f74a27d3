// A server that a story kills and starts again, on the same port and with the same book.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export class Server {
  #running;

  constructor({ program, folder }) {
    [this.program, this.folder] = [program, folder];
  }

  async start() {
    this.#running = spawn(this.program, ['serve'], { cwd: this.folder, stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of this.#running.stdout) if (String(line).includes('http://')) return;
  }

  async kill() {
    this.#running.kill('SIGKILL');
    await once(this.#running, 'exit');
  }

  /** It takes what is asked and answers nothing, as a machine that is overwhelmed; `thaw` ends that. */
  freeze() {
    this.#running.kill('SIGSTOP');
  }

  thaw() {
    this.#running.kill('SIGCONT');
  }

  /** At a story's end, however it ended. */
  end() {
    this.#running?.kill('SIGKILL');
  }
}
