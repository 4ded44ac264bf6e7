import type { Ui } from '.'

/** What went wrong, by the server's code, and what to do about it. What is not here is told as the server tells it. */
export const ERRORS: Record<string, Record<Ui, string>> = {
  away: {
    en: 'Parley does not answer. Check the connection, then try again.',
    zh: '连不上 Parley。请检查网络，再试一次。',
  },
  wrong_password: { en: 'The name or the password is wrong.', zh: '登录名或密码不对。' },
  too_many_tries: { en: 'That was too often. Wait a few minutes, then try again.', zh: '次数太多了，请过几分钟再试。' },
  weak_password: {
    en: 'A password has at least 8 characters, and is not your name.',
    zh: '密码至少要 8 个字符，而且不能就是名字。',
  },
  bad_name: { en: 'A name has 1 to 64 characters that can be seen.', zh: '名字要有 1 到 64 个看得见的字符。' },
  name_taken: { en: 'Somebody else signs in with this name. Choose another.', zh: '已经有人用这个登录名了，请换一个。' },
  bad_link: { en: 'That link has already been used, or is too old. Ask for a new one.', zh: '这个链接已经用过或者过期了，请再要一个。' },
  bad_passkey: { en: 'That passkey did not work here, or it took too long. Try again.', zh: '这个通行密钥在这里不能用，或者时间太久了。请再试一次。' },
  passkey_known: { en: 'This device already has a passkey here.', zh: '这台设备已经有通行密钥了。' },
  passkey_failed: { en: 'Your device could not do that. A password works everywhere.', zh: '你的设备做不到。用密码在哪里都可以。' },
  bad_code: {
    en: 'No device is waiting with these digits. Look again; after ten minutes it makes new ones.',
    zh: '没有设备在等这组数字。请再看一眼；十分钟后设备会换一组。',
  },
  bad_device: { en: 'Check the name, the room and the languages.', zh: '请检查名称、房间和语言。' },
  bad_key: { en: 'A key needs a name, and something that it may do.', zh: '密钥要有名称，还要有允许做的事。' },
  unknown_device: { en: 'This device is gone already.', zh: '这台设备已经不在了。' },
  unknown_token: { en: 'That has already ended.', zh: '这一项已经结束了。' },
  unknown_account: { en: 'This person is no longer here.', zh: '这个人已经不在了。' },
  too_many: { en: 'There is no room for another one. Remove one first.', zh: '已经满了，请先移除一个。' },
  forbidden: { en: 'Only the owner may do that.', zh: '只有主人才能这样做。' },
  not_allowed: { en: 'You are no longer signed in. Reload the page.', zh: '你已经不在登录状态了，请刷新页面。' },
  too_long: { en: 'That is too long. Try it in shorter pieces.', zh: '内容太长了，请分成几段。' },
  bad_record: { en: 'Something in it cannot be kept like that.', zh: '其中有内容不能这样保存。' },
  quota_exceeded: { en: 'There is no room left for your files. Delete some first.', zh: '文件空间满了，请先删掉一些。' },
  not_reachable: { en: 'It does not answer. See that it has power and a connection.', zh: '联系不上它。请看看有没有电、有没有连上网络。' },
  nobody_there: { en: 'This device is not connected right now.', zh: '这台设备现在没有连接。' },
  unsupported: { en: 'This device does not let Parley do that.', zh: '这台设备不支持这样做。' },
  bad_text: { en: 'There is nothing in it that could be said.', zh: '里面没有可以说的内容。' },
  unknown_thing: { en: 'That is no longer in the home.', zh: '家里已经没有这个设备了。' },
  busy: { en: 'Parley is busy right now. Try again in a moment.', zh: '现在有点忙，请稍后再试。' },
  database_failed: { en: 'Parley cannot write to its disk right now. Nothing was changed.', zh: 'Parley 现在写不了磁盘，什么都没有改动。' },
  failed: { en: 'Something went wrong that nobody foresaw. Try again.', zh: '出了没料到的问题，请再试一次。' },
}
