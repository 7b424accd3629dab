/** Samples a second, as OpenAI's PCM has them: 16 bits, little-endian, one channel. */
const RATE = 24_000;
const TONE_SECONDS = 0.05;
/** Tones of the pentatonic scale, in Hz: what a text sounds like here. */
const SCALE = [262, 294, 330, 392, 440];

/** A frame of MPEG-1 layer III, 128 kbit/s at 44.1 kHz, without side information: 26 ms of silence. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);
const MP3_FRAME_SECONDS = 1152 / 44_100;

/** Sounds that the stand-in makes, by their format. */
export const SPEECH_FORMATS = {
  mp3: { type: 'audio/mpeg', speak: silentMp3 },
  wav: { type: 'audio/wav', speak: wavOf },
  pcm: { type: 'audio/pcm', speak: pcmOf },
} as const;

/** A tone for each letter, at most 200 of them. */
function pcmOf(text: string): Buffer {
  const letters = [...text].slice(0, 200);
  const each = RATE * TONE_SECONDS;
  const bytes = Buffer.alloc(letters.length * each * 2);
  for (const [place, letter] of letters.entries()) {
    const pitch = letter.trim() === '' ? 0 : (SCALE[(letter.codePointAt(0) ?? 0) % SCALE.length] ?? 0);
    for (let sample = 0; sample < each; sample += 1) {
      const loudness = Math.sin((Math.PI * sample) / each) * 8000;
      const value = pitch === 0 ? 0 : Math.sin((2 * Math.PI * pitch * sample) / RATE) * loudness;
      bytes.writeInt16LE(Math.round(value), (place * each + sample) * 2);
    }
  }
  return bytes;
}

function wavOf(text: string): Buffer {
  const sound = pcmOf(text);
  return Buffer.concat([wavHead(sound.length), sound]);
}

/** As long as the tones would be: making MP3 of them takes an encoder. */
function silentMp3(text: string): Buffer {
  const frames = Math.max(1, Math.ceil((Math.min([...text].length, 200) * TONE_SECONDS) / MP3_FRAME_SECONDS));
  return Buffer.concat(Array.from({ length: frames }, () => MP3_FRAME));
}

/** RIFF's head of PCM (http://soundfile.sapp.org/doc/WaveFormat/). */
function wavHead(bytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return head;
}
