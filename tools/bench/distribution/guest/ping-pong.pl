# A byte to and fro between two processes, so many times.
use strict;
pipe(my $their, my $mine) && pipe(my $back, my $answer) or die;
my $rounds = shift;
my $byte;
if (!fork) {
  close $mine;
  syswrite $answer, $byte while sysread($their, $byte, 1) == 1;
  exit;
}
for (1 .. $rounds) {
  syswrite $mine, 'x';
  sysread($back, $byte, 1) == 1 or die;
}
close $mine;
wait;
print "$rounds rounds\n";
