// Where blocks stand: a message or a view, with what somebody filled in there and did not yet send.

import { act } from "./server.js";
import { toast } from "./toast.js";

const drafts = new Map();

// `where` is what the server knows the place by; `failed` hears what went wrong.
export function placeOf(id, where, blocks, failed = toast) {
  if (!drafts.has(id)) drafts.set(id, {});
  const draft = drafts.get(id);
  return {
    id,
    kept: (block, action) => draft[block]?.[action],
    keep: (block, action, value) => void ((draft[block] ??= {})[action] = value),
    values: () => filled(draft, blocks),
    async act(block, element, value) {
      const asked = { where, block_id: block.block_id, action_id: element.action_id, value };
      const { ok, error } = await act("click", { ...asked, values: filled(draft, blocks) });
      if (!ok && error) failed(error);
    },
    suggest: (block, element, typed) =>
      act("options", { where, block_id: block.block_id, action_id: element.action_id, typed }),
  };
}

export function forget(id) {
  drafts.delete(id);
}

// What was filled in and still has a field: an update of the view may have taken some away.
function filled(draft, blocks) {
  const there = new Map(blocks.map((block) => [block.block_id, actionsOf(block)]));
  const kept = Object.entries(draft).map(([block, actions]) => [
    block, Object.fromEntries(Object.entries(actions).filter(([action]) => there.get(block)?.includes(action))),
  ]);
  return Object.fromEntries(kept.filter(([, actions]) => Object.keys(actions).length));
}

function actionsOf(block) {
  const elements = block.type === "actions" ? block.elements : [block.element ?? block.accessory ?? {}];
  return elements.map((element) => element.action_id);
}
