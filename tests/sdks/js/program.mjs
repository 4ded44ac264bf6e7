// What the programs of this folder share: each operation that they try is a line of JSON on standard output.
// Not a test: it runs under Node.js, where there is nothing of Parley.
export const ADDRESS = process.env.PARLEY_ADDRESS ?? '127.0.0.1:8420';
export const KEY = process.env.PARLEY_KEY ?? '';
export const DATA = process.env.PARLEY_DATA_FOLDER ?? '.';

const operations = [];

/** Marks an async function that tries one operation and returns what it got. */
export function operation(name, work) {
  operations.push([name, work]);
}

/** Try every operation, or those named on the command line, one after the other. */
export async function main() {
  const wanted = process.argv.slice(2);
  setInterval(() => {}, 60_000); // SDKs wait by timers, too, that do not keep Node from ending
  for (const [name, work] of operations) {
    if (wanted.length && !wanted.includes(name)) continue;
    let row;
    try {
      row = { operation: name, ok: true, got: await work() };
    } catch (error) {
      console.error(error);
      const message = String(error?.message ?? error).slice(0, 2000);
      row = { operation: name, ok: false, error: error?.constructor?.name ?? 'Error', message, status: error?.status ?? null };
    }
    console.log(JSON.stringify(row));
  }
  process.exit(0); // SDKs that keep connections open would keep Node waiting
}
