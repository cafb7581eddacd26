using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>To whom the token is shown, and what is sent once more.</summary>
public sealed class CloakroomTokenHandlerTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_is_shown_the_token_and_the_answer_prints_none()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        string token = (await phone.KeptAsync())?.AccessToken ?? "";

        using HttpResponseMessage answer = await client.GetAsync("/auth/session", _end);

        Assert.Equal((HttpStatusCode.OK, $"Bearer {token}"), (answer.StatusCode, Assert.Single(phone.ToApi.Seen).Authorization));
        Assert.DoesNotContain(token, $"{answer} {answer.RequestMessage}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_logged_in_is_nobody_shown()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = phone.Session();
        using HttpClient client = phone.Client(session);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Null(Assert.Single(phone.ToApi.Seen).Authorization);
        Assert.Empty(phone.ToServer.Seen);
    }

    [Fact]
    public async Task Another_origin_sees_no_token_unless_it_is_listed()
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp listed = await ForeignApi.StartAsync(), other = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(listed.Address);
        using HttpClient client = phone.Client(session);
        string token = (await phone.KeptAsync())?.AccessToken ?? "";

        Assert.Equal("GET  ", await client.GetStringAsync(other.Address, _end));
        Assert.Equal($"GET Bearer {token} ", await client.GetStringAsync(listed.Address, _end));
        // The same machine by another name is another origin.
        Assert.Equal("GET  ", await client.GetStringAsync($"http://localhost:{listed.Address.Port}/", _end));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_takes_the_token_to_listed_origins_only(int status)
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp listed = await ForeignApi.StartAsync(), other = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(listed.Address);
        using HttpClient client = phone.Client(session);
        string token = (await phone.KeptAsync())?.AccessToken ?? "";
        string method = status == 302 ? "GET" : "POST", body = status == 302 ? "" : "x";
        string Via(Uri first, string target) => $"{first}?status={status}&to={Uri.EscapeDataString(target)}";

        Assert.Equal($"{method}  {body}", await PostAsync(client, Via(listed.Address, other.Address.ToString())));
        Assert.Equal($"{method} Bearer {token} {body}", await PostAsync(client, Via(listed.Address, "/here")));
        Assert.Equal($"{method} Bearer {token} {body}", await PostAsync(client, Via(other.Address, listed.Address.ToString())));
        string thereAndBack = Via(listed.Address, Via(other.Address, listed.Address.ToString()));
        Assert.Equal($"{method} Bearer {token} {body}", await PostAsync(client, thereAndBack));
    }

    [Fact]
    public async Task An_authorization_of_the_callers_own_stays_and_does_not_travel()
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp listed = await ForeignApi.StartAsync(), other = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(listed.Address, other.Address);
        using HttpClient client = phone.Client(session);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "YTpi");

        Assert.Equal("GET Basic YTpi ", await client.GetStringAsync(listed.Address, _end));
        Assert.Equal("GET  ", await client.GetStringAsync($"{listed.Address}?status=302&to={Uri.EscapeDataString(other.Address.ToString())}", _end));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(listed.Address, "/refuse"), _end)).StatusCode);
        Assert.Equal(0, phone.ToServer.Count("/auth/refresh"));
    }

    [Fact]
    public async Task A_service_that_refuses_every_token_is_asked_twice_and_the_person_stays_logged_in()
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp service = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(service.Address);
        using HttpClient client = phone.Client(session);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(service.Address, "/refuse"), _end)).StatusCode);
        Assert.Equal((2, 1), (phone.ToApi.Count("/refuse"), phone.ToServer.Count("/auth/refresh")));
        Assert.Equal(2, phone.ToApi.Seen.Select(s => s.Authorization).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(phone.Ended);
        Assert.NotNull(await phone.KeptAsync());

        // Any other 401 would not be healed by a new token.
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(service.Address, "/own"), _end)).StatusCode);
        Assert.Equal((1, 1), (phone.ToApi.Count("/own"), phone.ToServer.Count("/auth/refresh")));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("stream")]
    [InlineData("parts")]
    public async Task A_body_is_sent_whole_the_second_time(string kind)
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp service = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(service.Address);
        using HttpClient client = phone.Client(session);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("hello"));
        using HttpContent body = kind switch
        {
            "json" => JsonContent.Create("hello"),
            "stream" => new StreamContent(stream),
            "parts" => new MultipartFormDataContent { { new StreamContent(stream), "name", "file" } },
            _ => new StringContent("hello"),
        };

        using HttpResponseMessage answer = await client.PostAsync(await RefusedOnceAsync(phone, service), body, _end);

        Assert.Contains("hello", await answer.Content.ReadAsStringAsync(_end), StringComparison.Ordinal);
        Assert.Equal(2, phone.ToApi.Count("/refuse-once"));
    }

    [Fact]
    public async Task A_body_that_is_gone_is_not_sent_again_but_the_next_request_has_the_new_token()
    {
        await using Phone phone = await Phone.StartAsync();
        await using TestApp service = await ForeignApi.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(service.Address);
        using HttpClient client = phone.Client(session);
        Uri url = await RefusedOnceAsync(phone, service);

        using HttpResponseMessage refused = await client.PostAsync(url, Endless(), _end);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using HttpResponseMessage taken = await client.PostAsync(url, Endless(), _end);
        Assert.Equal((HttpStatusCode.OK, 2, 1), (taken.StatusCode, phone.ToApi.Count("/refuse-once"), phone.ToServer.Count("/auth/refresh")));

        static StreamContent Endless() => new(new OnceStream(new MemoryStream(Encoding.UTF8.GetBytes("hello"))));
    }

    [Fact]
    public async Task A_network_that_follows_redirects_itself_is_refused_and_so_is_waiting_on_the_thread()
    {
        var server = new Uri("https://app.example");
        using var following = new SocketsHttpHandler();
        Assert.Throws<ArgumentException>(() => new TokenSession(server, network: following));
        using var session = new TokenSession(server);
        using var client = new HttpClient(new CloakroomTokenHandler(session, following));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync(server, _end));
        using var request = new HttpRequestMessage(HttpMethod.Get, server);
        using var own = new HttpClient(new CloakroomTokenHandler(session));
        Assert.Throws<NotSupportedException>(() => own.Send(request, _end));
    }

    private static async Task<Uri> RefusedOnceAsync(Phone phone, TestApp service) =>
        new(service.Address, $"/refuse-once?first={Uri.EscapeDataString($"Bearer {(await phone.KeptAsync())?.AccessToken}")}");

    private async Task<string> PostAsync(HttpClient client, string url)
    {
        using var body = new StringContent("x");
        using HttpResponseMessage answer = await client.PostAsync(url, body, _end);
        return await answer.Content.ReadAsStringAsync(_end);
    }

    /// <summary>Can be read once, and does not say how long it is.</summary>
    private sealed class OnceStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
