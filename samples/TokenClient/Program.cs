using System.Text.Json;
using Cloakroom.Tokens;
using TokenClient;

// A command line that stays logged in:
// dotnet run --project samples/TokenClient -- http://localhost:4242 login ada@example.org    (asks for the password)
// dotnet run --project samples/TokenClient -- http://localhost:4242 who
// dotnet run --project samples/TokenClient -- http://localhost:4242 logout
if (args is not [var address, var verb, ..] || !Uri.TryCreate(address, UriKind.Absolute, out Uri? server))
{
    Console.Error.WriteLine("Write: TokenClient <address of the server> login <e-mail address> | who | logout [everywhere]");
    return 1;
}

string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
var store = new FileTokenStore(Environment.GetEnvironmentVariable("TOKEN_FILE") ?? Path.Combine(home, "token-client", "tokens"));
using var session = new TokenSession(server, store);
session.Ended += (_, e) => Console.Error.WriteLine($"The server has ended the session ({e.Code}). Log in again.");
using var client = new HttpClient(new CloakroomTokenHandler(session)) { BaseAddress = server };

try
{
    return (verb, args.ElementAtOrDefault(2)) switch
    {
        ("login", { } email) => await LogInAsync(email),
        ("who", null) => await SayWhoAsync(),
        ("logout", null or "everywhere") => await LogOutAsync(args.Length > 2),
        _ => Say("There are login, who and logout.", 1),
    };
}
catch (HttpRequestException away)
{
    return Say($"The server cannot be asked: {away.Message} You are still logged in.", 2);
}

async Task<int> LogInAsync(string email)
{
    if (Console.IsInputRedirected is false)
    {
        Console.Write("Password: ");
    }

    LoginResult login = await session.LoginAsync(email, Console.ReadLine() ?? "");
    return login.IsLoggedIn ? await SayWhoAsync() : Say($"Not logged in: {login}{(login.RetryAfter is { } wait ? $", try again in {wait.TotalSeconds} s" : "")}", 1);
}

async Task<int> SayWhoAsync()
{
    using HttpResponseMessage answer = await client.GetAsync("/auth/session");
    if (!answer.IsSuccessStatusCode)
    {
        // Only 401 asks for a login. Anything else, 503 above all, says nothing about it.
        return (int)answer.StatusCode == 401 ? Say("Nobody is logged in.", 1) : Say($"The server answers {(int)answer.StatusCode}. Come back soon.", 2);
    }

    using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    return Say($"You are {json.RootElement.GetProperty("user").GetProperty("email").GetString()}.", 0);
}

async Task<int> LogOutAsync(bool everywhere) =>
    await session.LogoutAsync(everywhere) ? Say("Logged out.", 0) : Say("Logged out here; the server could not be told.", 2);

static int Say(string text, int status)
{
    (status == 0 ? Console.Out : Console.Error).WriteLine(text);
    return status;
}
