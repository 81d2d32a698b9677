# A small project: a configure script, then `make -j2` of ten files, a rebuild and an install.
# ROUNDS of twenty checks, of which COMPILED call the compiler; by hand, two hundred:
#   k42 run -L debian -E ROUNDS=10 -E COMPILED=50 /bin/bash project.sh
export PATH=/usr/bin:/bin LC_ALL=C

cat > configure <<'S'
#!/bin/sh
# Checks as autoconf writes them: a here-document, a program with a status, sed over its output, a cache variable.
exec 5>config.log
: > confdefs.h
rounds=$1 compiled=$2 count=0 yes=0

check() { # the kind, the name
  count=$((count + 1))
  variable=ac_cv_$1_$(echo "$2" | sed 'y%./+-%__p_%')
  printf 'checking for %s %s... ' "$1" "$2" | tee -a /dev/fd/5 > line
  if test "$count" -le "$compiled"; then compile "$1" "$2"; else look "$1" "$2"; fi
  eval "$variable=$found"
  case $found in
    yes) yes=$((yes + 1)); echo "#define HAVE_$(echo "$2" | tr 'a-z./+-' 'A-Z__P_') 1" >> confdefs.h ;;
  esac
  echo "$(cat line) $(eval "echo \$$variable")" >> checks
}

compile() {
  case $1 in
    header) echo "#include <$2>" > conftest.c; echo 'int main(void) { return 0; }' >> conftest.c ;;
    *) printf 'char %s(void);\nint main(void) { return %s(); }\n' "$2" "$2" > conftest.c ;;
  esac
  if gcc -w -fno-builtin conftest.c -o conftest >&5 2>&1; then found=yes; else found=no; fi
  rm -f conftest conftest.c
}

look() {
  case $1 in
    header) if test -r "/usr/include/$2" -a -s "/usr/include/$2"; then found=yes; else found=no; fi ;;
    *) if expr "$2" : '.*[_0-9].*' >/dev/null; then found=no; else found=yes; fi ;;
  esac
}

for round in $(seq $rounds); do
  for name in stdio.h no-$round.h stdlib.h string.h signal.h limits.h time.h math.h nothing/$round.h errno.h; do check header $name; done
  for name in printf no_$round malloc memcpy raise abort clock strtol nothing_$round getenv; do check function $name; done
done
echo "$count checks, $yes yes"

cat > config.status <<T
sed -e 's|@CC@|gcc|' -e 's|@CHECKS@|$count|' Makefile.in > Makefile
T
chmod +x config.status
sh ./config.status
S

cat > Makefile.in <<'M'
CC = @CC@
CFLAGS = -O1 -DCHECKS=@CHECKS@
OBJECTS = main.o $(patsubst %,part%.o,1 2 3 4 5 6 7 8 9)

all: program
program: $(OBJECTS)
	$(CC) $^ -o $@
%.o: %.c parts.h
	$(CC) $(CFLAGS) -c $< -o $@
install: program
	mkdir -p out/bin && cp program out/bin/ && chmod 755 out/bin/program
.PHONY: all install
M

for i in 1 2 3 4 5 6 7 8 9; do
  echo "int part$i(int);" >> parts.h
  printf '#include "parts.h"\nint part%s(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += i * %s; return sum; }\n' $i $i > part$i.c
done
{
  printf '#include <stdio.h>\n#include "parts.h"\nint main(void) {\n  int sum = 0;\n'
  for i in 1 2 3 4 5 6 7 8 9; do echo "  sum += part$i(CHECKS);"; done
  printf '  printf("%%d\\n", sum);\n  return 0;\n}\n'
} > main.c

sh ./configure "${ROUNDS:-2}" "${COMPILED:-3}"
sort checks | uniq -c | sort -rn | head -n 40 | md5sum
wc -l < confdefs.h
make -s -j2 && ./program
touch part3.c
make -j2 | sort
make -s install && out/bin/program
make | sed 's/^make\[.*\]/make/'
