/** Digraphs' names -> names of files: lower case, harmless on every system, never outside the folder, never twice. */

/** Device names that Windows finds in every folder. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/;
/** File systems allow 255 bytes; extensions need some of them. */
const mostBytes = 200;

export class OutputNames {
  private readonly taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.taken = new Set(taken);
  }

  /** `resnet18` of ResNet18, `x` of `../../x`; without an extension. */
  take(digraph: string): string {
    const stem = safeStem(digraph);
    let name = stem;
    for (let number = 2; this.taken.has(name); number++) name = `${stem}-${number}`;
    this.taken.add(name);
    return name;
  }
}

/** A dot would make an extension (`x.d.ts` is no module), so it goes as well. */
function safeStem(digraph: string): string {
  const plain = digraph.normalize("NFKC").toLowerCase().normalize("NFC").replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "_").replace(/^[_-]+|[_-]+$/g, "");
  const short = shorten(plain);
  if (short === "") return "model";
  return reserved.test(short) ? `${short}_` : short;
}

function shorten(name: string): string {
  let bytes = 0;
  let short = "";
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) return short;
    short += character;
  }
  return short;
}
