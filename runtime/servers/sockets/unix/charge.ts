/**
 * What a message in flight costs its sender: the truesize of Linux's buffers, which decides how much fits and when a
 * socket is writable. Measured on Linux 6.18 by SIOCOUTQ, explained by alloc_skb and sock_alloc_send_pskb.
 */

/** struct sk_buff and struct skb_shared_info, as slabs hold them. */
const HEADER = 256;
const SHARED = 320;
const PAGE = 4096;
/** SKB_MAX_HEAD(0): what fits into one page with the shared part. */
const ONE_PAGE = PAGE - SHARED;
/** SKB_MAX_ALLOC: what fits into the largest head. */
const LARGEST_HEAD = 4 * PAGE - SHARED;
/** UNIX_SKB_FRAGS_SZ, MAX_SKB_FRAGS pages. */
const STREAM_PAGES = 32_768;
const MOST_PAGES = 17 * PAGE;

/** Most bytes of one piece of a stream. */
export const LONGEST_PIECE = ONE_PAGE + STREAM_PAGES;

function head(length: number): number {
  const size = ((length + 63) & ~63) + SHARED;
  let slab = 512;
  while (slab < size) slab *= 2;
  return slab + HEADER;
}

function pages(length: number): number {
  return (length + PAGE - 1) & -PAGE;
}

/** Of a piece of a stream. */
export function streamCharge(length: number): number {
  if (length <= ONE_PAGE) return head(length);
  const data = Math.min(length, pages(length - ONE_PAGE));
  return head(length - data) + pages(data);
}

/** Of a datagram. */
export function datagramCharge(length: number): number {
  if (length <= LARGEST_HEAD) return head(length);
  const data = pages(Math.min(length - LARGEST_HEAD, MOST_PAGES));
  return head(length - data) + data;
}
