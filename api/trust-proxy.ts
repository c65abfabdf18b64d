/** Whether a proxy stands before the server. Without it the proxy's address would be everybody's, and one guesser would lock all out. */
import { isIP } from "node:net";
import { ConfigError } from "./config.ts";

/** Reads TRUST_PROXY: how many proxies stand before us (`1`), or their addresses and networks. Throws `ConfigError`. */
export function readTrustProxy(value: string | undefined): number | readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]$/.test(value)) return Number(value);
  const places = value.split(",").map((place) => place.trim());
  if (places.every((place) => place === "loopback" || isNetwork(place))) return places;
  throw new ConfigError(
    "TRUST_PROXY",
    value,
    "the number of proxies (1 to 9), or their addresses with commas between, such as 10.0.0.5 or 10.0.0.0/24",
  );
}

function isNetwork(place: string): boolean {
  const [address = "", bits, ...more] = place.split("/");
  const kind = isIP(address);
  if (kind === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128));
}
