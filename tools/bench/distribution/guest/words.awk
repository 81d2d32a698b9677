BEGIN {
  seed = 1
  for (line = 1; line <= 20000; line++) {
    text = ""
    for (i = 1; i <= 8; i++) {
      seed = (seed * 16807) % 2147483647
      text = text "w" int(seed / 65536) % 997 " "
    }
    gsub(/w1/, "x", text)
    n = split(text, words, " ")
    for (i = 1; i <= n; i++) count[words[i]]++
  }
  for (word in count) { total += count[word]; if (count[word] > most) most = count[word] }
  print total, most
}
