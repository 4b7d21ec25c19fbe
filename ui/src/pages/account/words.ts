// Words of the account page.

/** Firefox on Linux: what people call a browser, from what it calls itself. */
export function browserName(agent: string): string {
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark]) => agent.includes(mark!));
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]].find(([mark]) => agent.includes(mark!));
  if (!browser) return agent ? agent.slice(0, 40) : "Unknown";
  return system ? `${browser[1]} on ${system[1]}` : browser[1]!;
}

export function methodWord(method: string): string {
  if (method === "local") return "with a password";
  if (method === "setup") return "while setting up";
  if (method.startsWith("header:")) return "with single sign-on";
  return method.startsWith("oidc:") ? `with ${method.slice(5)}` : `with ${method}`;
}
