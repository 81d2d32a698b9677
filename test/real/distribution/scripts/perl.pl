# Data structures, regular expressions, sorting, pack, sprintf, fork and pipes, files.
use strict; use warnings; use feature 'current_sub'; use POSIX qw(floor strftime :sys_wait_h); use List::Util qw(sum max shuffle); use IO::Handle;
my %count; $count{$_ % 7} += $_ for 1 .. 10000; print join(' ', map { "$_=$count{$_}" } sort keys %count), "\n";
my $text = join ' ', map { sprintf '%x', $_ * $_ } 1 .. 300; my @words = $text =~ /\b([a-f]\w+)\b/g; print scalar(@words), " $words[-1]\n";
(my $swapped = $text) =~ s/(\d)(\w)/$2$1/g; print unpack('%32C*', $swapped), ' ', length $swapped, "\n";
print join(',', (sort { $b <=> $a } map { $_ * 17 % 101 } 1 .. 50)[0 .. 9]), "\n"; print unpack('H*', pack('nNvVq>d>', 1, 2, 3, 4, -5, 1.5)), "\n";
printf "%.10f %s %e %b %o\n", atan2(1, 1) * 4, 1e15 / 3, 1 / 7, 1000, 1000; print strftime('%F %T', gmtime 1e9), ' ', floor(-2.5), "\n";
my $kids = 0; for my $i (1 .. 5) { my $pid = fork // die; exit $i if !$pid; waitpid $pid, 0; $kids += $? >> 8 } print "children: $kids\n";
pipe my $r, my $w; if (!fork) { close $r; print $w "from the child $_\n" for 1 .. 3; exit } close $w; print while <$r>; wait;
local $SIG{ALRM} = sub { die "alarm\n" }; eval { alarm 1; select undef, undef, undef, 10 }; print "ended by $@";
open my $f, '+>', 'data' or die; print $f pack 'N*', 1 .. 1000; seek $f, 400, 0; read $f, my $four, 4; print unpack('N', $four), ' ', -s 'data', "\n";
print `echo from a shell; exit 3`, $? >> 8, "\n"; my $sub = sub { my $n = shift; $n < 2 ? $n : __SUB__->($n - 1) + __SUB__->($n - 2) }; print $sub->(15), "\n";
print join(' ', map { sprintf '%vd', $_ } '1.22.333'), ' ', scalar reverse('desserts'), ' ', ucfirst lc 'PERL', ' ', 'ab' x 3, "\n"; eval { die { code => 42 } }; print $@->{code}, "\n";
