/* Sockets of echo requests (IPPROTO_ICMP as datagrams), where net.ipv4.ping_group_range has everybody. */
#include "linux.h"

#define AF_INET 2
#define AF_INET6 10
#define DGRAM 2
#define NONBLOCK 2048
#define ICMP 1
#define ICMP6 58
#define EACCES 13
#define EPROTONOSUPPORT 93
#define EDESTADDRREQ 89
#define EOPNOTSUPP 95
#define EAFNOSUPPORT 97
#define ENETUNREACH 101

struct inet { u16 family; u8 port[2], address[4], zero[8]; };
struct inet6 { u16 family; u8 port[2]; u32 flow; u8 address[16]; u32 scope; };
static const struct inet self4 = {AF_INET, {0, 0}, {127, 0, 0, 1}, {0}}, far4 = {AF_INET, {0, 0}, {198, 51, 100, 7}, {0}};
static const struct inet6 self6 = {AF_INET6, {0, 0}, 0, {[15] = 1}, 0};

static reg make(int family, int protocol) { return CALL3(__NR_socket, family, DGRAM | NONBLOCK, protocol); }
static reg send_to(reg fd, const void *bytes, ureg length, const void *to, int size) { return CALL6(__NR_sendto, fd, bytes, length, 0, to, size); }
static reg take(reg fd, void *bytes, ureg room, void *from, int *size) { return CALL6(__NR_recvfrom, fd, bytes, room, 0, from, size); }

static u32 sum(const u8 *bytes, int length) {
  u32 total = 0;
  for (int i = 0; i < length; i += 2) total += (u32)(bytes[i] << 8 | (i + 1 < length ? bytes[i + 1] : 0));
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return total;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  same(make(AF_INET, ICMP6), -EPROTONOSUPPORT, "each family has its own protocol");
  reg fd = make(AF_INET, ICMP);
  ok(fd >= 0, "anybody asks whether somebody is there");
  u8 packet[21] = {8, 0, 1, 2, 3, 4, 0, 9, 'h', 'e', 'l', 'l', 'o'}, back[64];
  struct inet from;
  int size = sizeof from;
  same(send_to(fd, packet, 7, &self4, sizeof self4), -EINVAL, "a request has a header");
  same(send_to(fd, packet, 13, 0, 0), -EDESTADDRREQ, "and goes somewhere");
  same(send_to(fd, packet, 13, &self6, sizeof self6), -EAFNOSUPPORT, "in the family");
  packet[0] = 0;
  same(send_to(fd, packet, 13, &self4, sizeof self4), -EINVAL, "it is no reply");
  packet[0] = 8, packet[1] = 1;
  same(send_to(fd, packet, 13, &self4, sizeof self4), -EINVAL, "and nothing else");
  packet[1] = 0;
  same(send_to(fd, packet, 13, &far4, sizeof far4), -ENETUNREACH, "there is a way");
  same(take(fd, back, sizeof back, 0, 0), -EAGAIN, "nothing has come");
  same(send_to(fd, packet, 13, &self4, sizeof self4), 13, "a request");
  same(take(fd, back, sizeof back, &from, &size), 13, "is answered");
  same(back[0], 0, "by a reply");
  same(back[7], 9, "to the same");
  ok(back[8] == 'h' && back[12] == 'o', "with what was sent");
  same(sum(back, 13), 0xffff, "whose sum is right");
  ok(from.family == AF_INET && from.address[0] == 127 && from.port[0] == 0 && from.port[1] == 0, "from there");
  struct inet own;
  int room = sizeof own;
  CALL3(__NR_getsockname, fd, &own, &room);
  ok(own.port[0] == back[4] && own.port[1] == back[5], "its identifier is the port");
  struct inet named = self4;
  named.port[1] = 77;
  reg other = make(AF_INET, ICMP);
  same(CALL3(__NR_bind, other, &named, sizeof named), 0, "which may be chosen");
  same(CALL3(__NR_connect, other, &self4, sizeof self4), 0, "where it goes too");
  same(CALL6(__NR_sendto, other, packet, 13, 1 /* MSG_OOB */, 0, 0), -EOPNOTSUPP, "nothing is urgent");
  same(send_to(other, packet, 13, 0, 0), 13, "then nobody need say it");
  same(take(other, back, sizeof back, 0, 0), 13, "and the reply comes");
  ok(back[4] == 0 && back[5] == 77, "to who asked");
  same(take(fd, back, sizeof back, 0, 0), -EAGAIN, "and nobody else");
  fd = make(AF_INET6, ICMP6);
  ok(fd >= 0, "so it is with IPv6");
  same(send_to(fd, packet, 13, &self6, sizeof self6), -EINVAL, "whose requests");
  packet[0] = 128;
  same(send_to(fd, packet, 13, &self6, sizeof self6), 13, "have another type");
  same(take(fd, back, sizeof back, 0, 0), 13, "and are answered");
  same(back[0], 129, "by another one");
  u8 pseudo[53] = {[15] = 1, [31] = 1, [35] = 13, [39] = ICMP6};
  memcpy(pseudo + 40, back, 13);
  same(sum(pseudo, 53), 0xffff, "with a sum over addresses");
  return tap_end();
}
