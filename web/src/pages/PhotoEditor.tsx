export function PhotoEditor(_: { id: string; version: string | number; onDone: () => void; onEdited: (id: string, version: string | number) => void }) { return null }
