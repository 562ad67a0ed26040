// What the server last told, by part, and who wants to hear when a part changes.

export const parts = {
  workspace: { people: [], actors: [], groups: [], commands: [], shortcuts: [], bot: "", own: "", name: "" },
  app: { connected: false },
  channels: { list: [] },
  messages: { channel: null, list: [], earlier: false },
  thread: { channel: null, list: [] },
  modals: { stack: [] },
  home: { view: null },
};

let ahead = 0;
let began = 0;
const listeners = [];

// The workspace's time in seconds: its clock may run faster than ours.
export const now = () => Date.now() / 1000 + ahead;

// When this page was loaded, by the workspace's time; 0 before the first word from there.
export const loaded = () => began;

export function when(names, listener) {
  listeners.push([names, listener]);
}

export function take({ now: told, parts: news }) {
  ahead = told - Date.now() / 1000;
  began ||= told;
  Object.assign(parts, news);
  for (const [names, listener] of listeners) {
    if (names.some((name) => name in news)) listener();
  }
}

export const person = (id) => parts.workspace.people.find((one) => one.id === id);
export const actors = () => parts.workspace.actors.map(person);
export const channel = (id) => parts.channels.list.find((one) => one.id === id);
export const group = (id) => parts.workspace.groups.find((one) => one.id === id);
export const app = () => person(parts.workspace.bot) ?? { name: "app", real_name: "App" };
