# Redirections in every direction, and here-documents.
echo one > file; echo two >> file; cat < file
ls missing 2> errors; echo "status $?"; cat errors
{ echo out; echo err >&2; } > both 2>&1; sort both
exec 3< file; read -r first <&3; read -r second <&3; exec 3<&-; echo "$first, $second"
exec 4> late; echo "through four" >&4; exec 4>&-; cat late
echo discarded > /dev/null; cat < /dev/null; echo "nothing came"
set -C; (echo again > file) 2>/dev/null || echo "noclobber keeps file"; echo forced >| file; set +C; cat file
name=world
cat <<END
hello $name, $((6 * 7)), $(echo substituted), \$name
	tab kept
END
cat <<'END'
hello $name, $((6 * 7))
END
cat <<-END
	tabs taken away
		from every line
	END
cat <<A; cat <<B
first
A
second
B
while read -r line; do echo "> $line"; done <<END
alpha
beta
END
cat <<END | tr a-z A-Z > upper
piped here-document
END
cat upper
seq 1 1500 > long; cat <<END | wc -c
$(cat long)
END
# No cat before: what it sends to a pipe are the pages of the file, and the reader may see them as they are written later.
echo "first second" > begun; echo middle 1<> begun; cat begun
(echo closed >&7) 2>/dev/null || echo "descriptor 7 is closed"
cat /nonexistent/x 2>&1 >/dev/null | sed 's/^.*: //'
: > empty; test -s empty || echo "empty is empty"
