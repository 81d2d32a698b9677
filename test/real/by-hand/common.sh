# Sourced by the others: where things are, and a folder to work in.
here=$(cd "$(dirname "$0")" && pwd)
k42="node $here/../../../.build/k42.cjs"
export K42_SYSROOT=${K42_SYSROOT:-$here/../../../.cache/sysroot/debian}
work=$(mktemp -d /tmp/k42-by-hand.XXXXXX)
chmod a+rwx "$work"
trap 'rm -rf "$work"' EXIT
seconds() { date +%s; }
