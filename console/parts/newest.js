// Reads that overlap: a question that is left reads how things stand, and so does the act that follows at once.

/** What was asked for last counts. An answer that comes after it shows nothing any more, and neither does its fault. */
export class Newest {
  #turn = 0;

  /** What `read` finds, or null when another one has begun meanwhile. */
  async of(read) {
    const turn = (this.#turn += 1);
    try {
      const found = await read();
      return turn === this.#turn ? found : null;
    } catch (error) {
      if (turn === this.#turn) throw error;
      return null;
    }
  }
}
