using System.Net;

namespace Cloakroom.Tests.Server;

/// <summary>What the holder of a session cookie asks of one of several nodes, and waiting until all of them say the same.</summary>
internal static class NodeCalls
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A new session of the account that was registered; gives the cookie.</summary>
    public static async Task<string> LoggedInAsync(this RunningServer node)
    {
        // The first call of a store makes connections and partitions, which a busy machine may not do in time.
        string cookie = "";
        await BecomesAsync(HttpStatusCode.OK, async () =>
        {
            using HttpResponseMessage login = await node.LoginAsync();
            cookie = login.Cookie()?.Split(';')[0] ?? "";
            return login.StatusCode;
        });
        return cookie;
    }

    public static async Task<HttpStatusCode> SessionAsync(this RunningServer node, string cookie)
    {
        using HttpResponseMessage answer = await node.SendAsync(HttpMethod.Get, "/auth/session", cookie);
        return answer.StatusCode;
    }

    /// <summary>As a page of this node would send it.</summary>
    public static async Task<HttpResponseMessage> SendAsync(this RunningServer node, HttpMethod method, string path, string cookie)
    {
        using HttpClient client = node.Client();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", node.Url.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, Cancelled);
    }

    public static async Task BecomesAsync<T>(T expected, Func<Task<T>> ask)
    {
        using var bound = new CancellationTokenSource(Bound);
        T answer = await ask();
        while (!Equals(expected, answer) && !bound.IsCancellationRequested)
        {
            await Task.Delay(20, Cancelled);
            answer = await ask();
        }

        Assert.Equal(expected, answer);
    }
}
