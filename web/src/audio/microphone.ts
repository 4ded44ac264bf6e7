import captureUrl from './capture.worklet.ts?worker&url'

/** Why there is no microphone. */
export type MicrophoneTrouble = 'insecure' | 'denied' | 'missing' | 'taken'

export class NoMicrophone extends Error {
  constructor(readonly trouble: MicrophoneTrouble) {
    super(trouble)
  }
}

/** The microphone, as packets of samples. Opening may ask the person. */
export class Microphone {
  private constructor(
    private readonly stream: MediaStream,
    private readonly source: MediaStreamAudioSourceNode,
    private readonly node: AudioWorkletNode,
  ) {}

  /** Raises `NoMicrophone`. */
  static async open(context: AudioContext, onPacket: (samples: Float32Array) => void): Promise<Microphone> {
    const stream = await ask()
    await context.audioWorklet.addModule(captureUrl)
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream })
    const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' })
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onPacket(data)
    source.connect(node)
    return new Microphone(stream, source, node)
  }

  close(): void {
    this.node.port.onmessage = null
    this.source.disconnect()
    this.stream.getTracks().forEach((track) => track.stop())
  }
}

async function ask(): Promise<MediaStream> {
  // Browsers hide the microphone from pages that are neither https nor localhost.
  if (!window.isSecureContext || !('mediaDevices' in navigator)) throw new NoMicrophone('insecure')
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
  } catch (error) {
    throw new NoMicrophone(troubleOf(error))
  }
}

export function troubleOf(error: unknown): MicrophoneTrouble {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return 'taken'
}
