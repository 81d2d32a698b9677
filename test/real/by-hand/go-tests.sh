#!/bin/bash
# Go's own tests of some packages, compiled on the host (amd64) for it and for the guests; what passes and fails is compared by name.
# Needs GOROOT with sources: Debian's golang-1.19-go and golang-1.19-src (amd64), usr/lib/go-1.19 and usr/share/go-1.19 unpacked into
# one folder, and lib/time/zoneinfo.zip there (uncompressed, of /usr/share/zoneinfo), which Debian leaves out.
# os.TestExecutableDeleted compiles a program and so fails in the guest, where there is no compiler.
. "$(dirname "$0")/common.sh"
: "${GOROOT:?where Go is, with its sources}"
export GOROOT GOTOOLCHAIN=local GO111MODULE=off CGO_ENABLED=0 GOCACHE=${GOCACHE:-$work/cache} GOOS=linux
results() { grep -aoE -- '^ *--- [A-Z]+: [^ ]+' "$1" | sed 's/^ *//' | sort; }
for arch in amd64 ppc64le ppc64; do
  # Tests run `go` itself.
  [ $arch = amd64 ] || GOARCH=$arch "$GOROOT/bin/go" build -o "$work/bin.$arch/go" cmd/go
  for package in math fmt strings sync time os; do
    GOARCH=$arch "$GOROOT/bin/go" test -c -o "$work/$package.$arch" "$package" || continue
    cd "$GOROOT/src/$package" || continue
    command="$work/$package.$arch -test.v -test.short"
    [ $arch = amd64 ] || command="$k42 run -q -b $GOROOT:$GOROOT:ro -b $work/bin.$arch:$GOROOT/bin:ro -b $work:$work
      -b /usr/share/zoneinfo:/usr/share/zoneinfo:ro -w $PWD -E GOROOT=$GOROOT -E PATH=/usr/bin:/bin -E HOME=/root $command"
    begin=$(seconds)
    timeout 300 $command >"$work/$package.$arch.log" 2>&1
    status=$?
    results "$work/$package.$arch.log" >"$work/$package.$arch.results"
    echo "$package $arch: status $status, $(($(seconds) - begin)) s, $(cut -d: -f1 "$work/$package.$arch.results" | sort | uniq -c | tr '\n' ' ')"
    diff "$work/$package.amd64.results" "$work/$package.$arch.results" | grep '^[<>]'
    cd "$work" || exit 1
  done
done
