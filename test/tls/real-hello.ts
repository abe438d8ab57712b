import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";

/** The ClientHello of a real client that wants that name; of one that names nobody when it is empty. */
export async function realHello(servername: string): Promise<Buffer> {
  const server = net.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is never a string.
  const client = tls.connect({ port: (server.address() as AddressInfo).port, servername, ALPNProtocols: ["h2"] });
  client.on("error", () => undefined);
  const [socket] = await once(server, "connection");
  const [hello] = await once(socket, "data");
  client.destroy();
  server.close();
  return hello;
}
