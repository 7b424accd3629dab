/** Writes bits, most significant first, as H.264's tables have them (ITU-T H.264, 7.2 and 9.1). */
export class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #filled = 0;

  /** So many bits of a number. */
  bits(value: number, count: number): this {
    for (let place = count - 1; place >= 0; place -= 1) {
      this.#byte = (this.#byte << 1) | ((value >> place) & 1);
      this.#filled += 1;
      if (this.#filled === 8) this.#flush();
    }
    return this;
  }

  /** Numbers from 0 on, small ones in few bits: Exp-Golomb, `ue(v)`. */
  golomb(...values: readonly number[]): this {
    for (const value of values) {
      const length = Math.floor(Math.log2(value + 1));
      this.bits(0, length).bits(value + 1, length + 1);
    }
    return this;
  }

  /** Zeros up to the next whole byte. */
  align(): this {
    while (this.#filled > 0) this.bits(0, 1);
    return this;
  }

  /** Whole bytes, once aligned. */
  append(bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** All of it, ended by a 1 and zeros (7.3.2.11). */
  end(): Buffer {
    return Buffer.from(this.bits(1, 1).align().#bytes);
  }

  #flush(): void {
    this.#bytes.push(this.#byte);
    this.#byte = 0;
    this.#filled = 0;
  }
}
