using Cloakroom;
using CustomStore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCloakroom().AddStore(_ => new DictionaryStore());
var app = builder.Build();
app.UseCloakroom();
app.MapPost("/login", (ISessions sessions) => sessions.SignInAsync(new SessionUser("42")));
app.MapGet("/settings", (Session session) => $"user #{session.UserId}").RequireAuthorization();
app.MapCloakroom();
app.Run();
