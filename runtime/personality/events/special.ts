/** What a description knows of its object beyond being a stream. */
export abstract class Special {
  /** What /proc shows as the target of the descriptor's link: `anon_inode:[eventfd]`. */
  readonly label: string;

  /** A seek is taken and does nothing. */
  readonly seekIsNothing: boolean = true;

  constructor(kind: string) {
    this.label = `anon_inode:${kind}`;
  }

  /** The last descriptor of the description is gone. */
  released(): void {}
}

/** A description of which there is nothing more to know. */
export class PlainSpecial extends Special {}
