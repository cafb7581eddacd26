using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Services know which request they are for, and requests that ask for none pay for none.</summary>
public sealed class CurrentRequestTests
{
    [Theory]
    [InlineData("/session", 0)]
    [InlineData("/service", 1)]
    public async Task A_parameter_of_type_Session_asks_for_no_services(string path, int times)
    {
        int asked = 0;
        await using TestApp app = await StartAsync(withAccessor: false, () => asked++);
        string cookie = await app.LoginAsync("ada");
        // The first request with a session asks once whether anybody transforms claims.
        await app.GetAsync("/session", cookie);
        asked = 0;

        Assert.Equal("ada", await (await app.GetAsync(path, cookie)).TextAsync());
        Assert.Equal(times > 0, asked > 0);
    }

    [Fact]
    public async Task A_scope_within_a_request_knows_it_where_the_application_has_the_accessor()
    {
        await using TestApp with = await StartAsync(withAccessor: true), without = await StartAsync(withAccessor: false);

        Assert.Equal("ada", await (await with.GetAsync("/scope", await with.LoginAsync("ada"))).TextAsync());
        string cookie = await without.LoginAsync("ada");
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => without.GetAsync("/scope", cookie));
        Assert.Contains("AddHttpContextAccessor", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_services_of_the_request_are_those_of_the_application()
    {
        await using TestApp app = await StartAsync(withAccessor: false);

        Assert.Equal("keyed, True, True", await (await app.GetAsync("/services")).TextAsync());
    }

    [Fact]
    public async Task Services_that_the_application_puts_in_their_place_know_the_request_too()
    {
        await using TestApp app = await new TestApp
        {
            AfterCloakroom = a => a.Use((context, next) =>
            {
                context.RequestServices = context.RequestServices.CreateScope().ServiceProvider;
                return next(context);
            }),
            Map = a => a.MapGet("/sessions", (ISessions sessions) => sessions.Current?.UserId),
        }.StartAsync();

        Assert.Equal("ada", await (await app.GetAsync("/sessions", await app.LoginAsync("ada"))).TextAsync());
    }

    private static Task<TestApp> StartAsync(bool withAccessor, Action? asked = null) => new TestApp
    {
        BeforeCloakroom = a => a.Use((context, next) =>
        {
            context.Features.Set<IServiceProvidersFeature>(new Spy(context.RequestServices, asked ?? (() => { })));
            return next(context);
        }),
        Build = b =>
        {
            b.Services.AddScoped<Reader>();
            b.Services.AddKeyedSingleton("name", "keyed");
            if (withAccessor)
            {
                b.Services.AddHttpContextAccessor();
            }
        },
        Map = a =>
        {
            a.MapGet("/session", (Session session) => session.UserId);
            a.MapGet("/service", (Reader reader) => reader.Name);
            a.MapGet("/scope", (IServiceScopeFactory scopes) =>
            {
                using IServiceScope scope = scopes.CreateScope();
                return scope.ServiceProvider.GetRequiredService<ISessions>().Current?.UserId;
            });
            a.MapGet("/services", (HttpContext context, [FromKeyedServices("name")] string name) =>
            {
                bool same = ReferenceEquals(context.RequestServices.GetRequiredService<Reader>(), context.RequestServices.GetService<Reader>());
                return $"{name}, {same}, {context.RequestServices.GetService<TestApp>() is null}";
            });
        },
    }.StartAsync();

    private sealed class Spy(IServiceProvider services, Action asked) : IServiceProvidersFeature
    {
        private IServiceProvider _services = services;

        public IServiceProvider RequestServices
        {
            get
            {
                asked();
                return _services;
            }
            set => _services = value;
        }
    }

    // A service of the application's, which is not made with HTTP in mind.
    private sealed class Reader(ISessions sessions)
    {
        public string? Name => sessions.Current?.UserId;
    }
}
