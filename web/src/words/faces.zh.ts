import type { FaceWords } from './faces.en'

/** What the page says of people on photos in Chinese. */
export const facesZh: FaceWords = {
  facesTitle: '人物',
  facesAsk: '要让 Parley 按长相区分照片里的人吗？这样就能按名字找照片。',
  facesHow: '只在这台机器上，只看你的照片，而且只有在本人同意时才给他们起名字。关闭后，所有名字和比对数据都会删除。',
  facesOn: '好，区分人物',
  facesOff: '停用，并忘掉所有人脸',
  facesNone: '还没有人。看过照片后，人脸会出现在这里。',
  faceWho: '这是谁？',
  faceName: '名字',
  faceKeep: '保存',
  faceForget: '去掉名字',
}
