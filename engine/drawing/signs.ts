/** The signs of BPMN 2.0.2 (chapter 7 and annex B) inside shapes, as SVG paths around a point, in the pen of the shape. */

/** A catching event has the outline, a throwing one the filled sign. */
export function eventSign(trigger: string, isThrowing: boolean): string {
  const ink = isThrowing ? 'fill="currentColor" stroke="white"' : 'fill="none" stroke="currentColor"';
  const outline = isThrowing ? 'fill="currentColor" stroke="currentColor"' : 'fill="none" stroke="currentColor"';
  switch (trigger) {
    case "message":
      return isThrowing
        ? `<rect x="-9" y="-6.5" width="18" height="13" fill="currentColor"/><path d="M-9-6.5 0 1 9-6.5" ${ink}/>`
        : `<rect x="-9" y="-6.5" width="18" height="13" fill="none" stroke="currentColor"/><path d="M-9-6.5 0 1 9-6.5" ${ink}/>`;
    case "timer":
      return `<circle r="9.5" fill="none" stroke="currentColor"/><path d="M0-7V0L5 2.5M0-9.5v2M0 9.5v-2M-9.5 0h2M9.5 0h-2" fill="none" stroke="currentColor"/>`;
    case "error":
      return `<path d="M-8 8-3-7 3 2 8-8 3 7-3-2Z" ${outline}/>`;
    case "signal":
      return `<path d="M0-9 8.5 6H-8.5Z" ${outline}/>`;
    case "escalation":
      return `<path d="M0-9 7 8 0 1-7 8Z" ${outline}/>`;
    case "conditional":
      return `<rect x="-7" y="-8.5" width="14" height="17" fill="none" stroke="currentColor"/><path d="M-5-5H5M-5-1.5H5M-5 2H5M-5 5.5H5" stroke="currentColor"/>`;
    case "link":
      return `<path d="M-8-3H2V-7L9 0 2 7V3H-8Z" ${outline}/>`;
    case "compensate":
      return `<path d="M-1-6V6L-9 0ZM8-6V6L0 0Z" ${outline}/>`;
    case "cancel":
      return `<path d="M-7-4-4-7 0-3 4-7 7-4 3 0 7 4 4 7 0 3-4 7-7 4-3 0Z" ${outline}/>`;
    case "terminate":
      return '<circle r="10" fill="currentColor"/>';
    case "multiple":
      return `<path d="M0-9 9-2 5.5 8H-5.5L-9-2Z" ${outline}/>`;
    case "parallelMultiple":
      return `<path d="M-2.5-9h5v6.5H9v5H2.5V9h-5V2.5H-9v-5h6.5Z" ${outline}/>`;
    default:
      return "";
  }
}

export function gatewaySign(kind: string): string {
  switch (kind) {
    case "exclusiveGateway":
      return '<path d="M-7-9H-4L0-3 4-9H7L2 0 7 9H4L0 3-4 9H-7L-2 0Z" fill="currentColor"/>';
    case "parallelGateway":
      return '<path d="M0-11V11M-11 0H11" stroke="currentColor" stroke-width="4"/>';
    case "inclusiveGateway":
      return '<circle r="10.5" fill="none" stroke="currentColor" stroke-width="2.5"/>';
    case "complexGateway":
      return '<path d="M0-12V12M-12 0H12M-8-8 8 8M-8 8 8-8" stroke="currentColor" stroke-width="3"/>';
    case "eventBasedGateway":
      return '<circle r="13" fill="none" stroke="currentColor"/><circle r="10.5" fill="none" stroke="currentColor"/><path d="M0-7 7-1.5 4.3 6.5H-4.3L-7-1.5Z" fill="none" stroke="currentColor"/>';
    default:
      return "";
  }
}

/** In the upper left corner of a task. */
export function taskSign(kind: string): string {
  switch (kind) {
    case "userTask":
      return '<circle cy="-3.5" r="3.5" fill="none" stroke="currentColor"/><path d="M-7 8V4.5C-7 1.5-4 .5 0 .5S7 1.5 7 4.5V8Z" fill="none" stroke="currentColor"/>';
    case "serviceTask":
      return '<circle r="6" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray="2.4 2.3"/><circle r="4.6" fill="none" stroke="currentColor"/><circle r="1.8" fill="none" stroke="currentColor"/>';
    case "manualTask":
      return '<path d="M-8 3V-2L-2-6 0-4.5-3-2H7C8.5-2 8.5 0 7 0H1 8C9.5 0 9.5 2 8 2H1 7C8.5 2 8.5 4 7 4H1 5C6.5 4 6.5 6 5 6H-4Z" fill="none" stroke="currentColor"/>';
    case "receiveTask":
      return '<rect x="-8" y="-5.5" width="16" height="11" fill="none" stroke="currentColor"/><path d="M-8-5.5 0 1 8-5.5" fill="none" stroke="currentColor"/>';
    case "sendTask":
      return '<rect x="-8" y="-5.5" width="16" height="11" fill="currentColor"/><path d="M-8-5.5 0 1 8-5.5" fill="none" stroke="white"/>';
    case "scriptTask":
      return '<path d="M-4-7H6C1-3 9 2 4 7H-6C-1 2-9-3-4-7ZM-4-4H2M-3-1H3M-1 2H5M-2 5H3" fill="none" stroke="currentColor"/>';
    case "businessRuleTask":
      return '<rect x="-8" y="-6" width="16" height="12" fill="none" stroke="currentColor"/><path d="M-8-2H8M-8 2H8M-3-2V6" stroke="currentColor"/><path d="M-8-6H8V-2H-8Z" fill="currentColor"/>';
    default:
      return "";
  }
}

/** In the middle of the lower edge of an activity. */
export function activityMarker(
  marker: "loop" | "parallel" | "sequential" | "compensation" | "collapsed" | "adHoc",
): string {
  switch (marker) {
    case "loop":
      return '<path d="M-2 6A6 6 0 1 1 3 5.5M-5 3-2 6-5.5 7.5" fill="none" stroke="currentColor"/>';
    case "parallel":
      return '<path d="M-4-5V5M0-5V5M4-5V5" stroke="currentColor" stroke-width="2"/>';
    case "sequential":
      return '<path d="M-5-4H5M-5 0H5M-5 4H5" stroke="currentColor" stroke-width="2"/>';
    case "compensation":
      return '<path d="M-1-5V5L-7 0ZM6-5V5L0 0Z" fill="none" stroke="currentColor"/>';
    case "collapsed":
      return '<rect x="-7" y="-7" width="14" height="14" fill="none" stroke="currentColor"/><path d="M0-5V5M-5 0H5" stroke="currentColor"/>';
    case "adHoc":
      return '<path d="M-7 2C-4-5-1-1 0 0S4 5 7-2" fill="none" stroke="currentColor" stroke-width="2"/>';
  }
}
