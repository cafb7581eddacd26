using Cloakroom.Server.Pages;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;
using static System.Net.HttpStatusCode;
using static System.Net.Http.HttpMethod;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>
/// The life of an account and its sessions as its owner, their browsers and a stranger see it, on a server with nobody in it that allows
/// three sessions per user. Read from top to bottom.
/// </summary>
internal sealed class Journey : IDisposable
{
    public static readonly string[] Flags = ["--Session:MaxPerUser", "3"];

    private const string Linux = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
        Tablet = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36";

    private readonly RunningServer _server;
    private readonly Transcript _transcript = new();
    private readonly Traveller _stranger, _laptop, _phone, _tablet;

    private Journey(RunningServer server)
    {
        _server = server;
        _transcript.Name(server.Url.GetLeftPart(UriPartial.Authority), "ORIGIN");
        string store = StoreName.Of(server.Services.GetRequiredService<ISessionStore>());
        _transcript.Name($"the {store} store", "the STORE store");
        _transcript.Name($"The store: {store}", "The store: STORE");
        (_stranger, _laptop, _phone, _tablet) = (Go("stranger", "curl/8.0"), Go("laptop", Linux), Go("phone", Phone), Go("tablet", Tablet));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <exception cref="StoreUnavailableException">The machine was so busy that the store was not heard in time.</exception>
    public static async Task<Transcript> RunAsync(RunningServer server)
    {
        using var journey = new Journey(server);
        await journey.RegisterAsync();
        await journey.LogInAsync();
        await journey.KeepDataAsync();
        await journey.RefuseForgeriesAsync();
        await journey.ShowWhatIsNoSessionAsync();
        await journey.EndOneAndOthersAsync();
        await journey.LogInOftenAsync();
        await journey.LogOutAsync();
        return journey._transcript;
    }

    public void Dispose()
    {
        foreach (Traveller traveller in (Traveller[])[_stranger, _laptop, _phone, _tablet])
        {
            traveller.Dispose();
        }
    }

    private async Task RegisterAsync()
    {
        await _stranger.LookAsync("the first page of all", "/", OK);
        await _stranger.LookAsync("where the first account is made", "/register", OK);
        await _stranger.LookAsync("devices of nobody", "/account/sessions", Found);
        await _stranger.CallAsync("registers with a weak password", Post, "/auth/register", BadRequest, "weak_password", """{"email":"ada@example.org","password":"secret"}""");
        await _stranger.CallAsync("registers", Post, "/auth/register", Created, json: RunningServer.Credentials());
        await _stranger.CallAsync("registers again", Post, "/auth/register", Conflict, "email_taken", RunningServer.Credentials());
        await _stranger.CallAsync("has a wrong password", Post, "/auth/login", Unauthorized, "invalid_credentials", """{"email":"ada@example.org","password":"not the password"}""");
        await _stranger.LookAsync("where one logs in", "/login", OK);
        await _stranger.LookAsync("where the next account is made", "/register", OK);
    }

    private async Task LogInAsync()
    {
        await _laptop.LogInAsync("logs in", "a");
        _transcript.Name(await _laptop.AskAsync("/auth/session", "user", "id"), "USER");
        await _laptop.CallAsync("who am I", Get, "/auth/session", OK);
        await _laptop.CallAsync("who am I, from memory", Get, "/auth/session", OK);
        await _laptop.LookAsync("my ticket", "/", OK);
        await _laptop.LookAsync("my one device", "/account/sessions", OK);
        await _laptop.LookAsync("logged in already", "/login", OK);
        await _phone.LogInAsync("logs in elsewhere", "b");
        await _phone.CallAsync("my sessions", Get, "/auth/sessions", OK);
        await _laptop.CallAsync("my sessions, seen from here", Get, "/auth/sessions", OK);
        await _laptop.LookAsync("my two devices", "/account/sessions", OK);
    }

    private async Task KeepDataAsync()
    {
        const string Cart = "/auth/data/cart";
        await _laptop.CallAsync("nothing yet", Get, Cart, NotFound, "not_found");
        await _laptop.CallAsync("nothing to take away", Delete, Cart, NotFound, "not_found");
        await _laptop.CallAsync("keeps a value", Put, Cart, NoContent, json: """{"mocha":1}""", headers: ("If-None-Match", "*"));
        await _laptop.CallAsync("keeps it only if there is none", Put, Cart, PreconditionFailed, "conflict", """{"mocha":2}""", ("If-None-Match", "*"));
        await _laptop.CallAsync("has a value", Get, Cart, OK);
        await _laptop.CallAsync("has it already", Get, Cart, NotModified, headers: ("If-None-Match", "\"1\""));
        await _laptop.CallAsync("changes this version", Put, Cart, NoContent, json: """{"mocha":3}""", headers: ("If-Match", "\"1\""));
        await _laptop.CallAsync("changes a version that is gone", Put, Cart, PreconditionFailed, "conflict", """{"mocha":4}""", ("If-Match", "\"1\""));
        await _laptop.CallAsync("has the change", Get, Cart, OK);
        await _laptop.CallAsync("keeps no half JSON", Put, Cart, BadRequest, "invalid_request", "{");
        await _laptop.CallAsync("keeps the greatest value", Put, "/auth/data/big", NoContent, json: $"\"{new string('x', (64 << 10) - 100)}\"");
        await _laptop.CallAsync("keeps no more than that in all", Put, "/auth/data/bigger", RequestEntityTooLarge, "too_large", $"\"{new string('x', 100)}\"");
        await _phone.CallAsync("another session has values of its own", Get, Cart, NotFound, "not_found");
        await _laptop.CallAsync("takes it away", Delete, Cart, NoContent);
        await _laptop.CallAsync("has nothing any more", Get, Cart, NotFound, "not_found");
        await _stranger.CallAsync("nobody has no data", Get, Cart, Unauthorized, "no_credentials");
    }

    private async Task RefuseForgeriesAsync()
    {
        await _laptop.ForgeAsync("asks for a token", Get, "/auth/csrf", OK);
        string token = await _laptop.AskAsync("/auth/csrf", "token"), foreign = await _phone.AskAsync("/auth/csrf", "token");
        await _laptop.ForgeAsync("another origin", Post, "/auth/logout", Forbidden, "csrf_origin", ("Origin", "https://evil.example"));
        await _laptop.ForgeAsync("another site", Post, "/auth/logout?all=true", Forbidden, "csrf_cross_site", ("Sec-Fetch-Site", "cross-site"));
        await _laptop.ForgeAsync("nothing that proves", Delete, "/auth/sessions", Forbidden, "csrf_token_missing");
        await _laptop.ForgeAsync("the token of another session", Delete, "/auth/sessions", Forbidden, "csrf_token_invalid", ("X-CSRF-Token", foreign));
        await _laptop.ForgeAsync("its own token", Delete, "/auth/data/big", NoContent, headers: ("X-CSRF-Token", token));
        await _phone.CallAsync("nobody was logged out", Get, "/auth/sessions", OK);
    }

    private async Task ShowWhatIsNoSessionAsync()
    {
        await _stranger.CallAsync("shows nothing", Get, "/auth/session", Unauthorized, "no_credentials");
        await _stranger.CallAsync("logs out without a session", Post, "/auth/logout", NoContent);
        await ShowAsync("a cookie of another form", "malformed", "session_id=coat");
        await ShowAsync("an ID that nobody was given", "unknown_session", $"session_id={SessionId.Create().Reveal()}");
        await ShowAsync("two sessions", "ambiguous_credentials", $"{_laptop.Cookie}; {_phone.Cookie}");
        await ShowAsync("what was unused for too long", "expired_idle", await MintAsync(TimeSpan.FromHours(2), new SessionOptions()));
        await ShowAsync("what reached its greatest age", "expired_absolute", await MintAsync(TimeSpan.FromHours(2), new SessionOptions { Absolute = TimeSpan.FromHours(1) }));
        _stranger.Cookie = null;

        // As long as the store remembers it, a session of another age is told apart from one that never was; both pages say so.
        async Task ShowAsync(string what, string code, string cookie)
        {
            _stranger.Cookie = cookie;
            await _stranger.CallAsync($"shows {what}", Get, "/auth/session", Unauthorized, code);
            await _stranger.CallAsync($"lists with {what}", Get, "/auth/sessions", Unauthorized, code);
            await _stranger.LookAsync($"a page for {what}", "/", OK);
            await _stranger.LookAsync($"devices for {what}", "/account/sessions", Found);
        }
    }

    private async Task EndOneAndOthersAsync()
    {
        await _tablet.LogInAsync("logs in as the third", "c");
        await _laptop.CallAsync("ends that one", Delete, $"/auth/sessions/{_tablet.Handle}", NoContent);
        await _tablet.CallAsync("is ended", Get, "/auth/session", Unauthorized, "revoked");
        await _tablet.LookAsync("a page says so", "/", OK);
        await _laptop.CallAsync("ends it again", Delete, $"/auth/sessions/{_tablet.Handle}", NotFound, "not_found");
        await _laptop.CallAsync("ends what nobody has", Delete, $"/auth/sessions/{SessionHandle.Create()}", NotFound, "not_found");
        AppSession bob = await _server.Services.MintSessionAsync(new SessionUser("bob"), Cancelled);
        await _laptop.CallAsync("ends what somebody else has", Delete, $"/auth/sessions/{bob.Session.Handle}", NotFound, "not_found");
        await _phone.CallAsync("is not ended", Get, "/auth/session", OK);
        await _laptop.CallAsync("ends all others", Delete, "/auth/sessions", NoContent);
        await _phone.CallAsync("is ended with the others", Get, "/auth/session", Unauthorized, "revoked");
        await _laptop.CallAsync("is alone", Get, "/auth/sessions", OK);
        _stranger.Cookie = bob.CookieHeader;
        _transcript.Name(bob.Session.Handle.ToString(), "HANDLE-bob");
        await _stranger.CallAsync("somebody else is still there", Get, "/auth/data/none", NotFound, "not_found");
        _stranger.Cookie = null;
        await _phone.LogInAsync("is back", "d");
        await _laptop.SubmitAsync("ends it with a form", $"/auth/sessions/{_phone.Handle}", "return=/account/sessions");
        await _laptop.SubmitAsync("ends all others with a form", "/auth/sessions", "return=/account/sessions");
        await _laptop.LookAsync("and is told so", "/account/sessions?done=ended-others", OK);
    }

    private async Task LogInOftenAsync()
    {
        string before = _laptop.Cookie ?? "";
        await _laptop.LogInAsync("logs in while logged in", "e");
        _stranger.Cookie = before;
        await _stranger.CallAsync("shows what was replaced", Get, "/auth/session", Unauthorized, "revoked");
        _stranger.Cookie = null;
        await _phone.LogInAsync("logs in as the second", "f");
        await _tablet.LogInAsync("replaces what was ended", "g");
        await _stranger.LogInAsync("logs in as the fourth of three", "h");
        await _laptop.CallAsync("was the one unused for longest", Get, "/auth/session", Unauthorized, "revoked");
        await _tablet.CallAsync("three are left", Get, "/auth/sessions", OK);
    }

    private async Task LogOutAsync()
    {
        await _phone.CallAsync("logs out", Post, "/auth/logout", NoContent);
        await _phone.CallAsync("is logged out", Get, "/auth/session", Unauthorized, "revoked");
        await _phone.CallAsync("logs out again", Post, "/auth/logout", NoContent);
        await _tablet.CallAsync("two are left", Get, "/auth/sessions", OK);
        await _tablet.CallAsync("logs out everywhere", Post, "/auth/logout?all=true", NoContent);
        await _tablet.CallAsync("is logged out here", Get, "/auth/session", Unauthorized, "revoked");
        await _stranger.CallAsync("is logged out there", Get, "/auth/session", Unauthorized, "revoked");
        await _stranger.CallAsync("has no data there", Get, "/auth/data/cart", Unauthorized, "revoked");
        await _laptop.LogInAsync("comes back after that", "i");
        await _laptop.CallAsync("is logged in", Get, "/auth/session", OK);
        await _laptop.CallAsync("is the only one", Get, "/auth/sessions", OK);
        await _laptop.LookAsync("has a new ticket", "/", OK);
        await _laptop.SubmitAsync("logs out with a form", "/auth/logout", "return=/");
        await _laptop.LookAsync("and is told so", "/?done=logged-out", OK);
        await _laptop.LookAsync("the server is ready", "/health/ready", OK);
    }

    private Traveller Go(string name, string userAgent) => new(name, userAgent, _server, _transcript);

    // The cookie of a login of that time ago.
    private async Task<string> MintAsync(TimeSpan ago, SessionOptions options)
    {
        var then = new FakeClock(TimeProvider.System.GetUtcNow() - ago);
        return $"session_id={(await SessionMint.MintAsync(_server.Services.GetRequiredService<ISessionStore>(), new SessionUser("eve"), options, then, Cancelled)).Id.Reveal()}";
    }
}
