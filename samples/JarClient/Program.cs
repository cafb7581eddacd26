using System.Net.Http.Json;
using Cloakroom.Cookies;

// Logs in at a running Cloakroom server and prints what becomes of every cookie:
// dotnet run --project samples/JarClient -- http://localhost:4242 ada@example.org 'a long password'
if (args is not [var address, var email, var password])
{
    Console.Error.WriteLine("Write: JarClient <address of the server> <e-mail address> <password>");
    return 1;
}

var server = new Uri(address);
var jar = new CookieJar();
using var client = new HttpClient(new CookieJarHandler(jar) { Explain = true }) { BaseAddress = server };
// A client that is no browser says where its unsafe requests come from.
client.DefaultRequestHeaders.Add("Origin", server.GetLeftPart(UriPartial.Authority));

await ShowAsync(HttpMethod.Post, "/auth/login", JsonContent.Create(new { email, password }));
await ShowAsync(HttpMethod.Get, "/auth/session");

Console.WriteLine("\nThe same question, asked by a page of another site:");
await ShowAsync(HttpMethod.Get, "/auth/session", page: new Uri("https://elsewhere.example/"));

Console.WriteLine();
await ShowAsync(HttpMethod.Post, "/auth/logout");
Console.WriteLine($"\nCookies left: {jar.Count}");
return 0;

async Task ShowAsync(HttpMethod method, string path, HttpContent? content = null, Uri? page = null)
{
    var url = new Uri(server, path);
    using var request = new HttpRequestMessage(method, url) { Content = content };
    request.Options.Set(CookieJarHandler.Context, new CookieContext(url) { Initiator = page });
    using HttpResponseMessage answer = await client.SendAsync(request);
    if (request.Options.TryGetValue(CookieJarHandler.Exchanges, out IReadOnlyList<CookieExchange>? exchanges))
    {
        Console.WriteLine(string.Join('\n', exchanges));
    }
}
