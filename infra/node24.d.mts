/** The path of a Node 24 binary: this process's own, or npm's. Throws where there is none. */
export function node24(): string;
