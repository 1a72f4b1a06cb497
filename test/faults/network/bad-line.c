/*
 * A bad line between two network cards: packets are lost at random, wait for their turn on a slow line, and arrive
 * late. What the kernel's netem does, for kernels without it, on whole Ethernet frames: what TCP makes of lost and
 * late packets is its own doing.
 *
 *   bad-line plain CARD       takes segmenting and checksums back from the card, so that real packets cross the line
 *   bad-line join CARD CARD   carries frames between both cards; prints "ready", then reads lines from stdin:
 *                             "loss PERCENT", "rate KBIT" (0: no limit), "delay MS", each way; prints "done" to each
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 2048
#define PLACES 8192
/* What a slow line keeps waiting before it drops, as a router's buffer does: nanoseconds of its own speed. */
#define MOST_WAITING 400000000LL

struct packet {
  int64_t due;
  int length;
  unsigned char bytes[LONGEST];
};

struct way {
  int from, to;
  int64_t free_at;
  unsigned first, last;
  struct packet *queue;
};

static int loss, rate_kbit, delay_ms;
static uint64_t chance = 88172645463325252ULL;

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* 0 to 99, the same row of numbers in each run. */
static int percent(void) {
  chance ^= chance << 13;
  chance ^= chance >> 7;
  chance ^= chance << 17;
  return (int)((chance >> 11) % 100);
}

static int fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static void set(int fd, const char *card, uint32_t what) {
  struct ethtool_value value = {.cmd = what, .data = 0};
  struct ifreq request = {0};
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", card);
  request.ifr_data = (void *)&value;
  if (ioctl(fd, SIOCETHTOOL, &request) != 0 && errno != EOPNOTSUPP) fail(card);
}

static int plain(const char *card) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) fail("socket");
  const uint32_t what[] = {ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_STXCSUM};
  for (size_t i = 0; i < sizeof what / sizeof *what; i++) set(fd, card, what[i]);
  return 0;
}

static int open_card(const char *card) {
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
  if (fd < 0) fail("packet socket");
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
  at.sll_ifindex = (int)if_nametoindex(card);
  if (at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) fail(card);
  return fd;
}

static void take(struct way *way) {
  unsigned char bytes[65536];
  for (;;) {
    struct sockaddr_ll from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(way->from, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size);
    if (length < 0) return;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    /* Several packets in one, because segmenting was not taken back: losing them together would be no real line. */
    if (length > LONGEST) {
      fprintf(stderr, "a frame of %zd bytes\n", length);
      exit(1);
    }
    if (percent() < loss || way->last - way->first == PLACES) continue;
    int64_t at = now();
    int64_t begins = way->free_at > at ? way->free_at : at;
    if (rate_kbit > 0) {
      if (begins - at > MOST_WAITING) continue;
      begins += (int64_t)length * 8 * 1000000 / rate_kbit;
      way->free_at = begins;
    }
    struct packet *packet = &way->queue[way->last++ % PLACES];
    packet->due = begins + delay_ms * 1000000LL;
    packet->length = (int)length;
    memcpy(packet->bytes, bytes, (size_t)length);
  }
}

/* Sends what is due. Returns when the next one is, or -1. */
static int64_t give(struct way *way) {
  while (way->first != way->last) {
    struct packet *packet = &way->queue[way->first % PLACES];
    if (packet->due > now()) return packet->due;
    if (send(way->to, packet->bytes, (size_t)packet->length, 0) < 0 && errno == EAGAIN) return now() + 1000000;
    way->first++;
  }
  return -1;
}

/* Returns 0 when nobody commands any more. */
static int obey(void) {
  static char text[256];
  static size_t held = 0;
  ssize_t length = read(0, text + held, sizeof text - held - 1);
  if (length <= 0) return 0;
  held += (size_t)length;
  text[held] = 0;
  for (char *end; (end = strchr(text, '\n')) != NULL;) {
    *end = 0;
    int known = sscanf(text, "loss %d", &loss) + sscanf(text, "rate %d", &rate_kbit) + sscanf(text, "delay %d", &delay_ms);
    puts(known == 1 ? "done" : "what?");
    held -= (size_t)(end + 1 - text);
    memmove(text, end + 1, held + 1);
  }
  return held < sizeof text - 1;
}

static int join(const char *one, const char *other) {
  int a = open_card(one), b = open_card(other);
  struct way ways[2] = {{.from = a, .to = b}, {.from = b, .to = a}};
  for (int i = 0; i < 2; i++)
    if ((ways[i].queue = calloc(PLACES, sizeof(struct packet))) == NULL) fail("memory");
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  for (;;) {
    int64_t next = -1;
    for (int i = 0; i < 2; i++) {
      int64_t due = give(&ways[i]);
      if (due >= 0 && (next < 0 || due < next)) next = due;
    }
    int64_t left = next < 0 ? 1000000000 : next - now();
    if (left < 0) left = 0;
    struct timespec wait = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    struct pollfd heard[3] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    if (ppoll(heard, 3, &wait, NULL) < 0 && errno != EINTR) fail("poll");
    if (heard[2].revents != 0 && !obey()) return 0;
    for (int i = 0; i < 2; i++) take(&ways[i]);
  }
}

int main(int count, char **given) {
  if (count == 3 && strcmp(given[1], "plain") == 0) return plain(given[2]);
  if (count == 4 && strcmp(given[1], "join") == 0) return join(given[2], given[3]);
  fprintf(stderr, "bad-line plain CARD | bad-line join CARD CARD\n");
  return 2;
}
