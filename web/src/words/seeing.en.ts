/** What the talk says of pictures in English. Every language has the same keys. */
export const seeingEn = {
  showPicture: 'Show a picture',
  viewfinder: 'Show it to me',
  takePicture: 'Take the picture',
  turnCamera: 'Other camera',
  choosePicture: 'Choose a picture',
  noCamera: 'Your camera cannot be used here. Choose a picture instead.',
  pictureSending: 'Sending the picture',
  pictureFailed: 'The picture did not arrive. Try once more.',
  pictureShown: 'Your picture',
  pictureOff: 'Without the picture',
  askAboutPicture: 'What is it that you want to know?',
  whatIsThis: 'What is this?',
  photosFound: 'Photos found',
  allPhotosFound: 'All {count}',
}

export type SeeingWords = Record<keyof typeof seeingEn, string>
