// Runs before the page's own scripts: notes what crosses the wire and what the audio thread reports, and when;
// and measures what the loudspeaker is given.
(() => {
  const notes = (window.overheard = [])
  const note = (kind, facts) => notes.push({ at: performance.now(), kind, ...facts })
  window.microphoneSeconds = 0
  let rate = 48000

  const loudness = (buffer) => {
    const samples = new Int16Array(buffer)
    return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length) / 32768
  }

  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') note('message', JSON.parse(data))
        else note('packet', { turn: new DataView(data).getUint32(0, true), bytes: data.byteLength })
      })
    }

    send(data) {
      if (typeof data === 'string') {
        rate = JSON.parse(data).rate ?? rate
      } else {
        window.microphoneSeconds += data.byteLength / 2 / rate
        note('microphone', { level: loudness(data) })
      }
      super.send(data)
    }
  }

  window.loudest = 0 // sample that the loudspeaker was given, until a test says otherwise
  const connect = AudioNode.prototype.connect
  const measured = new WeakSet()
  const measure = (node) => {
    const meter = new AnalyserNode(node.context, { fftSize: 32768 })
    connect.call(node, meter)
    const samples = new Float32Array(meter.fftSize)
    setInterval(() => {
      meter.getFloatTimeDomainData(samples)
      window.loudest = samples.reduce((most, each) => Math.max(most, Math.abs(each)), window.loudest)
    }, 200)
  }
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode && !measured.has(to.context)) {
      measured.add(to.context)
      measure(this)
    }
    return connect.call(this, to, ...more)
  }

  window.AudioWorkletNode = class extends window.AudioWorkletNode {
    constructor(context, name, options) {
      super(context, name, options)
      if (name !== 'player') return
      this.port.addEventListener('message', ({ data }) => {
        note('sounding', { turn: data.turn, of: data.played.turn, samples: data.played.samples })
      })
    }
  }
})()
