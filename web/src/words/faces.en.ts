/** What the page says of people on photos in English. Every language has the same keys. */
export const facesEn = {
  facesTitle: 'People',
  facesAsk: 'Shall Parley tell people apart by their faces, so that you find them by name?',
  facesHow: 'Only on this machine, only on your photos, and only if those you name agree. Turned off, every name and every comparison is deleted.',
  facesOn: 'Yes, tell them apart',
  facesOff: 'Stop, and forget all faces',
  facesNone: 'Nobody yet. Faces come as your photos are looked at.',
  faceWho: 'Who is this?',
  faceName: 'Name',
  faceKeep: 'Keep',
  faceForget: 'Take the name away',
}

export type FaceWords = Record<keyof typeof facesEn, string>
