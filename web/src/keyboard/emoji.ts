/** The emoji of the panel; the others come as candidates of the words that name them. */
export const EMOJI = {
  faces: '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 😉 😊 😇 🥰 😍 🤩 😘 😋 😜 🤪 🤗 🤭 🤫 🤔 😐 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🥵 🥶 🥴 😵 🤯 🥳 😎 🤓 😕 😟 🙁 😮 😲 😳 🥺 😨 😰 😢 😭 😱 😖 😞 😩 🥱 😤 😡 🤬 😈 💀 💩 🤡 👻 👽 🤖'.split(' '),
  hands: '👋 🤚 ✋ 🖖 👌 🤏 ✌️ 🤞 🤟 🤘 🤙 👈 👉 👆 👇 ☝️ 👍 👎 ✊ 👊 👏 🙌 👐 🤝 🙏 💪 ❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💕 💯 💢 💤 👶 🧒 👦 👧 👨 👩 👴 👵 🙋 🤦 🤷 🏃 💃'.split(' '),
  nature: '🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐯 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦆 🦉 🐴 🐝 🦋 🐢 🐍 🐙 🐟 🐬 🐳 🌸 🌹 🌻 🌲 🌵 🍀 🍁 🌍 🌙 ⭐ ☀️ ⛅ ☔ ⛄ ⚡ 🔥 🌈 🌊'.split(' '),
  food: '🍎 🍊 🍋 🍌 🍉 🍇 🍓 🍒 🍑 🥭 🍍 🥝 🍅 🥑 🥕 🌽 🌶️ 🍄 🥔 🍞 🧀 🥚 🍳 🥓 🍗 🍔 🍟 🍕 🌮 🥗 🍜 🍝 🍣 🍱 🥟 🍚 🥮 🍦 🎂 🍰 🍫 🍬 🍵 ☕ 🥛 🍺 🍷 🥂'.split(' '),
  things: '🎉 🎁 🎈 🧧 🏮 ⚽ 🏀 🏸 🏓 🎮 🎲 🎵 🎤 🎧 🎸 🎬 📷 📱 💻 ⌚ ☎️ 💡 🔑 🔒 📚 ✏️ 📌 📎 ✉️ 📦 🛒 💰 💊 🛏️ 🚿 🏠 🏥 🏫 🚗 🚌 🚇 🚲 ✈️ 🚀 ⏰ 📅 ✅ ❌ ❓ ❗ ⚠️ ♻️'.split(' '),
} as const

export type EmojiGroup = keyof typeof EMOJI
