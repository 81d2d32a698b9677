#!/bin/bash
# node for ppc64le of the npm package node-linux-ppc64le. V8 writes code and says so with one icbi for any length, collects garbage
# in threads, and has large reservations of addresses.
. "$(dirname "$0")/common.sh"
cd "$work" || exit 1
npm pack --silent node-linux-ppc64le@20.11.0 >/dev/null && tar xzf node-linux-ppc64le-*.tgz || exit 1
cat >program.js <<'J'
const { Worker, isMainThread, parentPort } = require('worker_threads');
if (!isMainThread) {
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum = (sum * 31 + i) | 0;
  parentPort.postMessage(sum);
} else main();

async function main() {
  const [crypto, zlib, http, child, os] = ['crypto', 'zlib', 'http', 'child_process', 'os'].map(require);
  console.log(process.platform, process.arch, os.endianness(), process.version);
  console.log(String(3n ** 40n), Math.sin(1), /(?<year>\d+)-\d+/.exec('2026-11').groups.year);
  console.log(crypto.createHash('sha256').update('k42').digest('hex'));
  console.log(zlib.gunzipSync(zlib.gzipSync(Buffer.alloc(1e5, 'ab'))).length);
  console.log(child.execSync('uname -m').toString().trim());
  console.log(await new Promise((resolve) => new Worker(__filename).on('message', resolve)));
  const server = http.createServer((request, answer) => answer.end(`got ${request.url}`));
  await new Promise((resolve) => server.listen(0, resolve));
  console.log(await (await fetch(`http://127.0.0.1:${server.address().port}/path`)).text());
  server.close();
  const add = [0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11];
  console.log(new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(add))).exports.add(40, 2));
  const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
  console.log(fib(25));
  const many = [];
  for (let i = 0; i < 3e5; i++) many.push({ i, s: `x${i}` });
  console.log(many.reduce((sum, one) => sum + one.s.length, 0));
}
J
for engine in jit interp; do
  begin=$(seconds)
  $k42 run -q --memory 2G --engine $engine -U NODE_EXTRA_CA_CERTS -b "$work:$work" -w "$work" "$work/package/bin/node" program.js
  echo "$engine: status $?, $(($(seconds) - begin)) s"
done
