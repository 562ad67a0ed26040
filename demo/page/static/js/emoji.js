// Emoji by name: the common ones. An unknown name stays as it was written.

const NAMES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 tada 🎉 rocket 🚀 fire 🔥 star ⭐ star2 🌟 sparkles ✨ eyes 👀 wave 👋 clap 👏
pray 🙏 muscle 💪 raised_hands 🙌 ok_hand 👌 point_right 👉 point_left 👈 point_up 👆 point_down 👇 handshake 🤝
smile 😄 slightly_smiling_face 🙂 grin 😁 joy 😂 wink 😉 blush 😊 thinking_face 🤔 sob 😭 heart ❤️ broken_heart 💔
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ heavy_multiplication_x ✖️ warning ⚠️ no_entry ⛔
no_entry_sign 🚫 question ❓ exclamation ❗ heavy_exclamation_mark ❗ information_source ℹ️ bulb 💡 bell 🔔 no_bell 🔕
mag 🔍 lock 🔒 unlock 🔓 key 🔑 link 🔗 pushpin 📌 round_pushpin 📍 paperclip 📎 memo 📝 pencil 📝 pencil2 ✏️ book 📖 books 📚
calendar 📅 date 📅 clock1 🕐 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ zzz 💤 moon 🌔 sunny ☀️
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 inbox_tray 📥 outbox_tray 📤 package 📦
email 📧 envelope ✉️ incoming_envelope 📨 mailbox 📫 telephone_receiver 📞 speech_balloon 💬 thought_balloon 💭 loudspeaker 📢 mega 📣
computer 💻 desktop_computer 🖥️ gear ⚙️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ bug 🐛 robot_face 🤖 seedling 🌱 herb 🌿
office 🏢 house 🏠 school 🏫 bank 🏦 factory 🏭 globe_with_meridians 🌐 earth_africa 🌍 ship 🚢 truck 🚚 airplane ✈️
dart 🎯 trophy 🏆 medal 🏅 first_place_medal 🥇 gift 🎁 balloon 🎈 confetti_ball 🎊 crown 👑 gem 💎 moneybag 💰 dollar 💵
arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁
small_red_triangle 🔺 small_red_triangle_down 🔻 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢
large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ snowflake ❄️ droplet 💧 zap ⚡ boom 💥 100 💯
busts_in_silhouette 👥 bust_in_silhouette 👤 technologist 🧑‍💻 detective 🕵️ raising_hand 🙋 shrug 🤷 see_no_evil 🙈
`.trim().split(/\s+/);
const EMOJI = new Map();
for (let at = 0; at < NAMES.length; at += 2) EMOJI.set(NAMES[at], NAMES[at + 1]);

export const emoji = (name) => EMOJI.get(name) ?? `:${name}:`;

export function withEmoji(text) {
  return text.replace(/:([\w+'-]+):/g, (_, name) => emoji(name));
}
