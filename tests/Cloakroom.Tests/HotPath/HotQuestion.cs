using System.Net;
using Cloakroom.Tests.Server;
using Cloakroom.Tests.Server.ForwardAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.HotPath;

/// <summary>The question of a proxy through the whole server, without its network, on the thread that calls.</summary>
internal sealed class HotQuestion : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly RequestDelegate _pipeline;
    private readonly HeaderDictionary _headers = new(), _answer = new();

    private HotQuestion(RunningServer server, string cookie, string target)
    {
        (_server, _pipeline) = (server, server.Pipeline());
        foreach ((string name, string value) in BehindProxy.Forwarded(target))
        {
            _headers[name] = value;
        }

        (_headers["Cookie"], _headers["X-Forwarded-For"], _headers["Sec-Fetch-Site"]) = (cookie, "198.51.100.7", "same-origin");
    }

    public static async Task<HotQuestion> StartAsync(string target, params string[] rules)
    {
        RunningServer server = await BehindProxy.StartAsync(rules);
        return new(server, await BehindProxy.EnterAsync(server, RunningServer.Email), target);
    }

    /// <summary>The question, answered by yes.</summary>
    public void Ask()
    {
        Answer answer = Send(_pipeline);
        answer.Start();
        if (answer.StatusCode != StatusCodes.Status200OK || _answer["X-Auth-Email"] != RunningServer.Email)
        {
            throw new InvalidOperationException($"The question is answered with {answer.StatusCode}.");
        }
    }

    /// <summary>The same to nobody at all.</summary>
    public void Bare() => Send(_ => Task.CompletedTask).Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Answer Send(RequestDelegate pipeline)
    {
        _answer.Clear();
        var answer = new Answer { Headers = _answer };
        var context = new DefaultHttpContext { ServiceScopeFactory = _server.Services.GetRequiredService<IServiceScopeFactory>() };
        context.Features.Set<IHttpRequestFeature>(new HttpRequestFeature { Headers = _headers, Method = "GET", Scheme = "http", Path = "/auth/verify", RawTarget = "/auth/verify", Protocol = "HTTP/1.1" });
        context.Features.Set<IHttpResponseFeature>(answer);
        context.Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback });
        return pipeline(context).IsCompletedSuccessfully ? answer : throw new InvalidOperationException("The question waits.");
    }

    // Calls what wants to be called when the answer starts, the last first.
    private sealed class Answer : HttpResponseFeature
    {
        private readonly (Func<object, Task> Call, object State)[] _calls = new (Func<object, Task>, object)[8];
        private int _count;

        public override void OnStarting(Func<object, Task> callback, object state) => _calls[_count++] = (callback, state);

        public void Start()
        {
            while (_count-- > 0)
            {
                if (!_calls[_count].Call(_calls[_count].State).IsCompletedSuccessfully)
                {
                    throw new InvalidOperationException("What is called at the start of the answer waits.");
                }
            }
        }
    }
}
