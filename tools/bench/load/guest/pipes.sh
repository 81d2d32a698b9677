# Files through gzip, gunzip and sha256sum, until SECONDS are over.
end=$((SECONDS + $1))
while [ $SECONDS -lt $end ]; do
  while read -r sum name size; do
    [ $SECONDS -lt $end ] || break
    got=$(cat "www/$name" | gzip -1 | gunzip | sha256sum)
    if [ "${got%% *}" = "$sum" ]; then echo "pipes done 1 $size"; else echo "pipes wrong $name: $got"; fi
  done < sums
done
