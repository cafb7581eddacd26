using System.Net;
using Cloakroom.Tests.Server;
using Cloakroom.Tokens;
using StoreMode = Cloakroom.Tests.AspNetCore.StoreMode;
using Until = Cloakroom.Tests.AspNetCore.Until;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>Tokens are renewed once for all who ask, and an outage is not a logout.</summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(6);

    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_32_callers_whose_token_has_expired_one_renews_it(bool clientKnows)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        phone.Pass(Late, clientKnows);
        int refused = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.ToApi.Do = async (_, send) =>
        {
            HttpResponseMessage answer = await send();
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                // Nobody goes on before all of them have been refused.
                if (Interlocked.Increment(ref refused) == 32)
                {
                    all.SetResult();
                }

                await all.Task;
            }

            return answer;
        };

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => client.GetAsync("/auth/session", _end)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal((1, clientKnows ? 0 : 32), (phone.ToServer.Count("/auth/refresh"), refused));
    }

    [Fact]
    public async Task Who_is_refused_after_the_others_takes_the_token_that_they_got()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        phone.Pass(Late, clientKnows: false);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.ToApi.Do = async (request, send) =>
        {
            HttpResponseMessage answer = await send();
            if (request.RequestUri?.Query == "?slow" && answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                await release.Task;
            }

            return answer;
        };

        Task<HttpResponseMessage> slow = client.GetAsync("/auth/session?slow", _end);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        Assert.Equal(1, phone.ToServer.Count("/auth/refresh"));
    }

    [Fact]
    public async Task Of_two_programs_with_one_store_the_second_takes_what_the_first_has_renewed()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession one = await phone.LoggedInAsync(), other = phone.Session();
        using HttpClient client = phone.Client(one), second = phone.Client(other);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/auth/session", _end)).StatusCode);
        phone.Pass(Late);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(1, phone.ToServer.Count("/auth/refresh"));

        Assert.True(await one.LogoutAsync(cancellationToken: _end));
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/auth/session", _end)).StatusCode);
        Assert.False(await other.HasTokensAsync(_end));
    }

    [Fact]
    public async Task A_caller_who_gives_up_takes_the_renewal_from_nobody()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        phone.Pass(Late);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.ToServer.Do = async (_, send) =>
        {
            await release.Task;
            return await send();
        };
        using var impatient = new CancellationTokenSource();

        Task<HttpResponseMessage> first = client.GetAsync("/auth/session", impatient.Token), second = client.GetAsync("/auth/session", _end);
        await Until.TrueAsync(() => phone.ToServer.Count("/auth/refresh") == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(1, phone.ToServer.Count("/auth/refresh"));
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_ends_here_and_says_why()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(), elsewhere = phone.Session(new MemoryTokenStore());
        using HttpClient client = phone.Client(session), other = phone.Client(elsewhere);
        Assert.True((await elsewhere.LoginAsync(RunningServer.Email, RunningServer.Password, _end)).IsLoggedIn);
        Assert.Equal(HttpStatusCode.NoContent, (await other.DeleteAsync("/auth/sessions", _end)).StatusCode);

        using HttpResponseMessage refused = await client.GetAsync("/auth/session", _end);

        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Null(await phone.KeptAsync());
        Assert.Equal(["revoked"], phone.Ended);
        Assert.Equal("no_credentials", await (await client.GetAsync("/auth/session", _end)).CodeAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_store_of_the_server_is_away_the_answer_is_503_and_the_tokens_are_kept(bool clientKnows)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        ClientTokens? before = await phone.KeptAsync();
        phone.Pass(Late, clientKnows);
        phone.Sessions.Mode = StoreMode.Away;

        using HttpResponseMessage away = await client.GetAsync("/auth/session", _end);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.NotNull(away.Headers.RetryAfter);
        Assert.Equal(before, await phone.KeptAsync());

        phone.Sessions.Mode = StoreMode.Works;
        await NodeCalls.BecomesAsync(HttpStatusCode.OK, async () =>
        {
            phone.Pass(TimeSpan.FromSeconds(1));
            using HttpResponseMessage answer = await client.GetAsync("/auth/session", _end);
            return answer.StatusCode;
        });
        Assert.Empty(phone.Ended);
    }

    [Fact]
    public async Task A_token_that_is_due_goes_on_to_its_end_while_it_cannot_be_renewed()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        // Tokens live between 285 and 300 seconds.
        phone.Pass(TimeSpan.FromSeconds(275));
        phone.ToServer.Do = (_, _) => throw new HttpRequestException("The test has cut the line.");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(2, phone.ToServer.Count("/auth/refresh"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Where_the_answer_was_lost_the_same_token_brings_the_same_successor(int times)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        ClientTokens? before = await phone.KeptAsync();
        phone.Pass(Late);
        int lost = 0;
        phone.ToServer.Do = async (_, send) =>
        {
            HttpResponseMessage answer = await send();
            return lost++ < times ? throw new HttpRequestException("The test has lost the answer.") : answer;
        };

        if (times > 1)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/auth/session", _end));
            Assert.Equal(before, await phone.KeptAsync());
        }

        phone.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(times + 1, phone.ToServer.Count("/auth/refresh"));
        Assert.Empty(phone.Ended);
    }

    [Theory]
    [InlineData(401, "text/html", "<h1>Proxy</h1>")]
    [InlineData(401, "application/json", "{}")]
    [InlineData(403, "application/problem+json", "{\"code\":\"csrf_origin\"}")]
    [InlineData(404, "text/plain", "")]
    [InlineData(200, "text/html", "<h1>Welcome to our hotel</h1>")]
    [InlineData(200, "application/json", "{\"access_token\":\"a\\r\\nb\",\"refresh_token\":\"b\",\"token_type\":\"Bearer\",\"expires_in\":1}")]
    public async Task What_is_no_word_of_the_server_ends_nothing(int status, string type, string body)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        ClientTokens? before = await phone.KeptAsync();
        phone.Pass(Late);
        phone.ToServer.Do = (_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, null, type) });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/auth/session", _end));
        Assert.Equal(before, await phone.KeptAsync());
        Assert.Empty(phone.Ended);

        phone.ToServer.Do = (_, send) => send();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logout_beats_a_renewal_that_runs(bool renewedFirst)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        phone.Pass(Late);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously), release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.ToServer.Do = async (request, send) =>
        {
            if (request.RequestUri?.AbsolutePath != "/auth/refresh")
            {
                return await send();
            }

            HttpResponseMessage? answer = renewedFirst ? await send() : null;
            reached.SetResult();
            await release.Task;
            return answer ?? await send();
        };

        Task<HttpResponseMessage> slow = client.GetAsync("/auth/session", _end);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), _end);
        Assert.True(await session.LogoutAsync(cancellationToken: _end));
        release.SetResult();

        Assert.Equal(HttpStatusCode.Unauthorized, (await slow).StatusCode);
        Assert.Null(await phone.KeptAsync());
        Assert.Empty(phone.Ended);
    }

    [Fact]
    public async Task New_tokens_are_stored_before_they_are_shown()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        using HttpClient client = phone.Client(session);
        phone.Pass(Late);
        string? stored = null;
        phone.ToApi.Do = async (_, send) =>
        {
            stored = (await phone.KeptAsync())?.AccessToken;
            return await send();
        };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal($"Bearer {stored}", Assert.Single(phone.ToApi.Seen).Authorization);
    }

    [Fact]
    public async Task What_the_store_could_not_take_it_is_given_again()
    {
        await using Phone phone = await Phone.StartAsync();
        var store = new FullStore();
        using TokenSession session = phone.Session(store);
        using HttpClient client = phone.Client(session);
        Assert.True((await session.LoginAsync(RunningServer.Email, RunningServer.Password, _end)).IsLoggedIn);
        phone.Pass(Late);
        store.IsFull = true;

        await Assert.ThrowsAsync<IOException>(() => client.GetAsync("/auth/session", _end));
        await Assert.ThrowsAsync<IOException>(() => client.GetAsync("/auth/session", _end));
        store.IsFull = false;
        // Later than the server would take the old token.
        phone.Pass(TimeSpan.FromSeconds(60));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/session", _end)).StatusCode);
        Assert.Equal(1, phone.ToServer.Count("/auth/refresh"));
    }

    private sealed class FullStore : ITokenStore
    {
        private readonly MemoryTokenStore _inner = new();

        public bool IsFull { get; set; }

        public ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken) => _inner.LoadAsync(cancellationToken);

        public ValueTask SaveAsync(ClientTokens tokens, CancellationToken cancellationToken) =>
            IsFull ? throw new IOException("The disk is full.") : _inner.SaveAsync(tokens, cancellationToken);

        public ValueTask DeleteAsync(CancellationToken cancellationToken) => _inner.DeleteAsync(cancellationToken);
    }
}
