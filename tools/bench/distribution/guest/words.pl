# Words of a text that it makes itself: counted, sorted, replaced.
use strict;
my %count;
my $seed = 1;
for my $line (1 .. 20000) {
  my $text = '';
  for (1 .. 8) {
    $seed = ($seed * 1103515245 + 12345) % 2147483648;
    $text .= 'w' . int($seed / 65536) % 997 . ' ';
  }
  $text =~ s/w(\d)(\d*)/$2$1/g;
  $count{$_}++ for split ' ', $text;
}
my @order = sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
print "$_ $count{$_}\n" for @order[0 .. 4];
