/** Diagrams side by side that show the same place: when one is moved or zoomed, the others follow. */

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface MovableView {
  show(view: View): void;
  /** Calls back after each move; answers the way to stop. */
  onMoved(moved: (view: View) => void): () => void;
}

export interface ViewGroup {
  /** Answers the way out. */
  join(member: MovableView): () => void;
}

export function createViewGroup(): ViewGroup {
  const members = new Set<MovableView>();
  let following = false;
  return {
    join(member) {
      members.add(member);
      const stop = member.onMoved((view) => {
        // What follows moves too, and must not be followed.
        if (following) return;
        following = true;
        for (const other of members) if (other !== member) other.show(view);
        following = false;
      });
      return () => {
        stop();
        members.delete(member);
      };
    },
  };
}
