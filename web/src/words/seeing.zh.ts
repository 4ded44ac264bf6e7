import type { SeeingWords } from './seeing.en'

/** What the talk says of pictures in Chinese. */
export const seeingZh: SeeingWords = {
  showPicture: '给我看图片',
  viewfinder: '给我看看',
  takePicture: '拍照',
  turnCamera: '切换摄像头',
  choosePicture: '选一张图片',
  noCamera: '这里用不了摄像头，可以选一张图片。',
  pictureSending: '正在发送图片',
  pictureFailed: '图片没有发出去，请再试一次。',
  pictureShown: '你的图片',
  pictureOff: '不带图片',
  askAboutPicture: '想知道什么？',
  whatIsThis: '这是什么？',
  photosFound: '找到的照片',
  allPhotosFound: '全部{count}张',
}
