#!/bin/bash
# Whole modules of Python's own tests. The suite is in the sysroot of npm run test:real; else: libpython3.11-testsuite, netbase.
# LIMIT: seconds for each module.
. "$(dirname "$0")/common.sh"
asyncio=$(cd "$K42_SYSROOT/usr/lib/python3.11/test/test_asyncio" && ls test_*.py | grep -v windows | sed 's/^/test_asyncio./; s/\.py$//')
[ $# -gt 0 ] || set -- $asyncio test_concurrent_futures test_zipfile test_threading test_signal test_io test_posix test_subprocess
cd "$work" || exit 1
for module; do
  begin=$(seconds)
  timeout "${LIMIT:-1200}" $k42 run -q -w /tmp /usr/bin/python3 -m test -v "$module" >log 2>&1
  echo "$module: status $?, $(($(seconds) - begin)) s, $(grep -aE '^Ran |^OK|^FAILED' log | tr '\n' ' ')"
  grep -aE '^(FAIL|ERROR): ' log
done
