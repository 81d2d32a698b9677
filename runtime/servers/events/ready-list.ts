/** The members of a queue that became ready, those that waited longest first. Members carry the links: nothing is allocated. */
export interface Linked<T> {
  next: T | undefined;
  before: T | undefined;
  listed: boolean;
}

export class ReadyList<T extends Linked<T>> {
  first: T | undefined;
  #last: T | undefined;
  length = 0;

  push(member: T): void {
    if (member.listed) return;
    member.listed = true;
    member.next = undefined;
    member.before = this.#last;
    if (this.#last === undefined) this.first = member;
    else this.#last.next = member;
    this.#last = member;
    this.length++;
  }

  remove(member: T): void {
    if (!member.listed) return;
    member.listed = false;
    if (member.before === undefined) this.first = member.next;
    else member.before.next = member.next;
    if (member.next === undefined) this.#last = member.before;
    else member.next.before = member.before;
    member.next = undefined;
    member.before = undefined;
    this.length--;
  }
}
