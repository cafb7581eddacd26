using System.Text;
using Cloakroom.Tests.Offline;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>
/// One person, three carriers, and a second service that verifies offline. What is seen on the way is the text in docs/carriers.md, on every
/// store the same.
/// </summary>
internal sealed class CarrierTour : IDisposable
{
    private const string Orders = "GET api.example/orders";

    private readonly RunningServer _server;
    private readonly Neighbour _neighbour;
    private readonly Holder _cookie, _token, _jwt;
    private readonly StringBuilder _text = new();

    private CarrierTour(RunningServer server, Neighbour neighbour)
    {
        (_server, _neighbour) = (server, neighbour);
        (_cookie, _token, _jwt) = (new("cookie", server, neighbour), new("token", server, neighbour), new("jwt-cookie", server, neighbour));
    }

    /// <summary>The longest time from the answer of the logout to an end that it brought about, in milliseconds.</summary>
    public double Latest { get; private set; }

    private Holder[] All => [_cookie, _token, _jwt];

    public static async Task<(string Text, double Latest)> RunAsync(RunningServer server, Neighbour neighbour)
    {
        using var tour = new CarrierTour(server, neighbour);
        await tour.LogInAsync();
        await tour.AcceptAsync();
        await tour.EndOneAsync();
        await tour.EndAllAsync();
        return (tour._text.ToString(), tour.Latest);
    }

    public void Dispose() => Array.ForEach(All, h => h.Dispose());

    private async Task LogInAsync()
    {
        Say("1. Ada logs in three times.");
        foreach (Holder holder in All)
        {
            Say($"   {holder.Carrier,-12}{await holder.LogInAsync()}");
        }

        string[] lists = await Task.WhenAll(All.Select(h => h.ListAsync()));
        Say($"2. Each sees one list of sessions: {Assert.Single(lists.Distinct(StringComparer.Ordinal))}.");
    }

    private async Task AcceptAsync()
    {
        Say("3. Every endpoint accepts each:", "cookie", "token", "jwt-cookie");
        await SayAsync(HttpMethod.Get, "/auth/session");
        await SayAsync(HttpMethod.Get, "/auth/sessions");
        await SayAsync(HttpMethod.Put, "/auth/data/cart", """{"mocha":3}""");
        await SayAsync(HttpMethod.Get, "/auth/data/cart");
        await SayAsync(HttpMethod.Post, "/auth/introspect");
        await SayAsync(Orders, h => h.AskNeighbourAsync("/orders"));
        await SayAsync("  …/admin", h => h.AskNeighbourAsync("/admin"));
    }

    private async Task EndOneAsync()
    {
        Say($"4. The browser ends the session of the phone: DELETE /auth/sessions/…  {await _cookie.AskAsync(HttpMethod.Delete, $"/auth/sessions/{_token.Handle}")}");
        await HearAsync(1);
        await SayAsync(HttpMethod.Get, "/auth/session");
        await SayAsync(Orders, h => h.AskNeighbourAsync("/orders"));
    }

    private async Task EndAllAsync()
    {
        await _token.LogInAsync();
        Task<string>[] events = [.. All.Select(h => h.EventsAsync())];
        Task<string> stream = _jwt.StreamAsync(), socket = _token.SocketAsync();
        await Task.WhenAll([.. All.Select(h => h.Open.Task), _jwt.StreamOpen.Task, _token.SocketOpen.Task]);
        Say("5. Ada's phone is back. All three hold GET /auth/events open; at the other service the app holds an event stream, the phone a WebSocket.");

        Say($"6. Ada logs out everywhere: POST /auth/logout?all=true  {await _jwt.AskAsync(HttpMethod.Post, "/auth/logout?all=true")}");
        long logout = TimeProvider.System.GetTimestamp();
        Task<string>[] ends = [.. events, stream, socket];
        string[] ended = await Task.WhenAll(ends.Select(async end =>
        {
            string how = await end;
            Latest = Math.Max(Latest, TimeProvider.System.GetElapsedTime(logout).TotalMilliseconds);
            return how;
        }));
        await HearAsync(4);
        await SayAsync(HttpMethod.Get, "/auth/session");
        Say("   GET /auth/events", ended[0], ended[1], ended[2]);
        await SayAsync(Orders, h => h.AskNeighbourAsync("/orders"));
        Say($"   the event stream there: {ended[3]}; the WebSocket there: {ended[4]}");
    }

    // Until the service has heard of so many.
    private Task HearAsync(int ended) => AspNetCore.Until.TrueAsync(() => _neighbour.Revocations.Count >= ended);

    private Task SayAsync(HttpMethod method, string path, string? json = null) => SayAsync($"{method} {path}", h => h.AskAsync(method, path, json));

    private async Task SayAsync(string what, Func<Holder, Task<string>> ask)
    {
        string[] answers = await Task.WhenAll(All.Select(ask));
        Say($"   {what}", answers[0], answers[1], answers[2]);
    }

    private void Say(string line) => _text.Append(line).Append('\n');

    private void Say(string what, string cookie, string token, string jwt) => Say($"{what,-35}{cookie,-24}{token,-24}{jwt}");
}
