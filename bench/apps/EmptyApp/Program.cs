// The least that an application is: what a start with Cloakroom is compared with.
#if AOT
var builder = WebApplication.CreateSlimBuilder(args);
#else
var builder = WebApplication.CreateBuilder(args);
#endif
var app = builder.Build();
app.MapGet("/", () => "hello");
app.Run();
