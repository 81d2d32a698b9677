# Globbing, expansion, arithmetic, control flow.
mkdir -p d/sub d/.hidden; touch d/a.c d/b.c d/c.h d/.dot 'd/with space' d/sub/x.c
cd d
echo *; echo *.c; echo ?.h; echo [ab].c; echo [!a].c; echo .*t; echo */*.c; echo none*; echo '*'; echo "*.c"
for f in *; do echo "<$f>"; done
set -- *.c; echo "$# of them: $*"; shift; echo "$1"
set -f; echo *.c; set +f
v=archive.tar.gz; echo "${v%.*} ${v%%.*} ${v#*.} ${v##*.} ${#v} ${v:8:3} ${v/tar/zip}"
unset u; echo "${u:-default} ${u-unset} ${v:+set}"; : "${u:=assigned}"; echo "$u"
(: "${nothing:?is missing}") 2>/dev/null || echo "unset is an error"
echo $((7 / 2)) $((7 % 3)) $((1 << 40)) $((0xff & 017)) $((-5 / 2)) $((2 > 1 ? 10 : 20))
i=0; while [ $i -lt 10 ]; do i=$((i + 1)); [ $i = 3 ] && continue; [ $i = 6 ] && break; printf '%s ' $i; done; echo
case archive.tar.gz in *.zip) echo zip;; *.tar.*) echo tar;; esac
IFS=:; set -- $(echo a:b:c); echo "$1-$2-$3"; unset IFS
printf '%05d|%-6s|%x|%c|%s\n' 42 left 255 char "$(printf '\101\t\102')"
[ -d sub ] && [ ! -f sub ] && [ -e a.c ] && [ ! a.c -ot sub/none ] || echo "test disagrees"
test "$(expr 3 \* 4 + 1)" = 13 && echo "expr counts"
eval 'echo evaluated $((1 + 1))'; echo 'echo sourced' > ../s.sh; . ../s.sh
getopts_test() { while getopts ab:c o; do echo "$o ${OPTARG-}"; done; }; getopts_test -a -b val -c
read -r a b <<END
one two three
END
echo "$a|$b"; echo {1,2} ~+ | sed "s,$PWD,here,"
