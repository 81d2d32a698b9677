#!/bin/sh
# What a configure script does: small programs, substitutions, here-documents, tests; without a compiler. A sum at the end.
cd "$1" || exit 1
exec 5>config.log
has() {
  printf 'checking for %s... ' "$1" >&5
  if command -v "$1" >/dev/null 2>&1; then echo yes >&5; return 0; fi
  echo no >&5; return 1
}
for program in gcc cc sed grep egrep awk gawk ranlib ar install mkdir ln tar gzip nothing-of-this-name make perl python3; do
  has $program && found="$found $program"
done
count=0
for header in stdio.h stdlib.h string.h unistd.h sys/types.h sys/stat.h inttypes.h stdint.h memory.h dlfcn.h strings.h fcntl.h \
  limits.h locale.h netdb.h netinet/in.h sys/socket.h sys/time.h termios.h utime.h wchar.h wctype.h; do
  name=`echo "HAVE_$header" | sed 'y%abcdefghijklmnopqrstuvwxyz./%ABCDEFGHIJKLMNOPQRSTUVWXYZ__%'`
  cat >conftest.c <<C
#include <$header>
int main(void) { return 0; }
C
  if grep "include <$header>" conftest.c >/dev/null; then echo "#define $name 1" >>config.h; fi
  count=`expr $count + 1`
  rm -f conftest.c conftest.o
done
for directory in src lib include doc test man po m4; do
  test -d "$directory" || mkdir -p "$directory"
  base=`basename "/some/where/$directory"`
  case `dirname "/some/where/$directory"` in
    /some/where) : ;;
    *) exit 1 ;;
  esac
  sed -e "s,@srcdir@,$directory,g" -e "s,@base@,$base,g" -e 's,@prefix@,/usr/local,g' >"$directory/Makefile" <<'M'
srcdir = @srcdir@
prefix = @prefix@
all: @base@.o
@base@.o: @base@.c
M
done
echo "$found" | tr ' ' '\n' | sort -u | awk 'NF { n += length($1) } END { print n > 0 }'
find . -name Makefile | sort | xargs cat | cksum
wc -l <config.h
echo "$count headers"
