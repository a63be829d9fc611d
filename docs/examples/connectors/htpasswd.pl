#!/usr/bin/perl
# An example of a command: sets the password of somebody who stands in a password file of Apache (htpasswd).
#
#   - name: Intranet
#     type: command
#     path: /usr/local/lib/jeton/htpasswd.pl
#     arguments: [/srv/intranet/users]
use strict;
use warnings;
use Fcntl qw(:flock);
use JSON::PP;

use constant { DONE => 0, REFUSED => 10, NOT_THERE_YET => 20, LATER => 30 };

my ($file) = @ARGV;
my $news = decode_json(do { local $/; <STDIN> });
my ($login, $password) = @{$news}{qw(login password)};
utf8::encode($_) for $login, $password;

if (length($password) < 8) {
    print "too-short\n";
    exit REFUSED;
}

sub later { print STDERR "$_[0]\n"; exit LATER }

# One at a time: what another one writes meanwhile would be lost.
open(my $lock, '>', "$file.lock") or later("$file.lock: $!");
flock($lock, LOCK_EX) or later("$file.lock: $!");
open(my $old, '<', $file) or later("$file: $!");
my @lines = <$old>;
my ($mine) = grep { (split /:/, $lines[$_], 2)[0] eq $login } 0 .. $#lines;
if (!defined $mine) {
    print STDERR "nobody of that name in $file\n";
    exit NOT_THERE_YET;
}

open(my $random, '<:raw', '/dev/urandom') or later("/dev/urandom: $!");
read($random, my $bytes, 16) == 16 or later('no random bytes');
my @letters = ('.', '/', 0 .. 9, 'A' .. 'Z', 'a' .. 'z');
my $salt = join '', map { $letters[ord($_) % 64] } split //, $bytes;
$lines[$mine] = "$login:" . crypt($password, "\$6\$rounds=50000\$$salt\$") . "\n";

# Renamed when it is whole: readers see the old file or the new one.
open(my $new, '>', "$file.new") or later("$file.new: $!");
(print {$new} @lines) && close($new) && rename("$file.new", $file) or later("$file: $!");
exit DONE;
